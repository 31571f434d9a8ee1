using System.ComponentModel.DataAnnotations;
using BackgroundAgent.Worker.Data;
using BackgroundAgent.Worker.Workers;
using Microsoft.Extensions.Configuration;

namespace BackgroundAgent.Worker;

/// <summary>Where settings come from.</summary>
internal static class Settings
{
    /// <summary><c>BGAGENT_Worker__Polls=4</c> is <c>Worker:Polls</c>.</summary>
    private const string EnvironmentPrefix = "BGAGENT_";

    private static readonly string[] SecretSections = ["GitHub", "Gateway", "Notifiers"];

    private static readonly string[] SecretWords = ["token", "secret", "password", "key"];

    /// <summary>The App that was set up, the data directory's settings, then the environment; what comes later wins. Variables without the prefix serve the <c>OTEL_*</c> standard.</summary>
    public static IConfiguration Load(DataLayout layout)
        => new ConfigurationBuilder()
            .AddJsonFile(layout.GitHubAppFile, optional: true)
            .AddJsonFile(layout.SettingsFile, optional: true)
            .AddEnvironmentVariables()
            .AddEnvironmentVariables(EnvironmentPrefix)
            .Build();

    /// <summary>Values of ours that must not show in a log or an artifact: whatever is called a token, secret, password or key.</summary>
    public static IEnumerable<string> Secrets(IConfiguration configuration)
        => SecretSections.SelectMany(section => configuration.GetSection(section).AsEnumerable())
            .Where(entry => entry.Value is { Length: > 0 } && SecretWords.Any(word => entry.Key.Contains(word, StringComparison.OrdinalIgnoreCase)))
            .Select(entry => entry.Value!);

    /// <exception cref="ValidationException">All faults of the section at once.</exception>
    public static WorkerSettings Worker(IConfiguration configuration)
    {
        var settings = configuration.GetSection(WorkerSettings.Section).Get<WorkerSettings>() ?? new();
        var faults = new List<ValidationResult>();
        if (!Validator.TryValidateObject(settings, new ValidationContext(settings), faults, validateAllProperties: true))
        {
            throw new ValidationException($"Section {WorkerSettings.Section}: {string.Join(" ", faults.Select(fault => fault.ErrorMessage))}");
        }

        return settings;
    }
}
