using Microsoft.Extensions.Options;

namespace BackgroundAgent.Activities.Notifiers;

/// <summary>Names every mistake in the notifiers' settings at once, at the start.</summary>
internal sealed class NotifierSettingsCheck : IValidateOptions<ActivitiesOptions>
{
    public ValidateOptionsResult Validate(string? name, ActivitiesOptions options)
    {
        List<string> faults = [];
        foreach (var settings in options.Notifiers)
        {
            faults.AddRange(Faults(settings).Select(fault => $"Notifier '{settings.Name}': {fault}"));
        }

        faults.AddRange(options.Notifiers.GroupBy(settings => settings.Name, StringComparer.Ordinal).Where(group => group.Count() > 1)
            .Select(group => $"Notifier '{group.Key}' is there {group.Count()} times."));
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> Faults(NotifierSettings settings)
    {
        if (settings.Name.Length == 0)
        {
            yield return "it has no name.";
        }

        var needed = settings.Kind switch
        {
            "console" => [],
            "file" => [("a path", settings.Path is not null && System.IO.Path.IsPathFullyQualified(settings.Path))],
            "webhook" => [("an http(s) url", IsHttp(settings.Url)), ("secretFrom", Secrets.IsSource(settings.SecretFrom))],
            "slack" => [("an http(s) url or secretFrom", IsHttp(settings.Url) || Secrets.IsSource(settings.SecretFrom))],
            "email" => new (string, bool)[]
            {
                ("a host", settings.Host is not null), ("a port", settings.Port is > 0 and <= 65_535), ("a sender", settings.From is not null),
                ("receivers", settings.To.Count > 0), ("secretFrom for its user", settings.User is null || Secrets.IsSource(settings.SecretFrom)),
            },
            _ => [("a kind: console, file, webhook, email or slack", false)],
        };
        foreach (var (what, there) in needed)
        {
            if (!there)
            {
                yield return $"it needs {what}.";
            }
        }
    }

    private static bool IsHttp(string? url) => Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";
}
