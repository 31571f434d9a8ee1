using System.Text.RegularExpressions;
using NuGet.Versioning;

namespace BackgroundAgent.Patching.Dependencies;

/// <summary>One wanted upgrade: <c>nuget:Newtonsoft.Json@13.0.3</c>, <c>npm:lodash@4.17.21</c>, <c>npm:@scope/name@1.2.3</c>.</summary>
/// <param name="Ecosystem"><c>nuget</c> or <c>npm</c>.</param>
/// <param name="Name">As the ecosystem spells it.</param>
/// <param name="Version">Exact.</param>
public sealed partial record UpgradeSpec(string Ecosystem, string Name, NuGetVersion Version)
{
    /// <param name="text">The text of it.</param>
    /// <param name="spec">Set on success.</param>
    /// <param name="fault">What is wrong with the text, one sentence; null on success.</param>
    public static bool TryParse(string text, out UpgradeSpec? spec, out string? fault)
    {
        spec = null;
        var match = Form().Match(text);
        if (!match.Success)
        {
            fault = $"'{text}' is no upgrade; write it as nuget:Name@1.2.3 or npm:name@1.2.3.";
            return false;
        }

        var (ecosystem, name) = (match.Groups["ecosystem"].Value, match.Groups["name"].Value);
        if (!(ecosystem == "npm" ? NpmName() : NuGetName()).IsMatch(name))
        {
            fault = $"'{name}' is no name of {(ecosystem == "npm" ? "an npm" : "a NuGet")} package.";
            return false;
        }

        if (!NuGetVersion.TryParse(match.Groups["version"].Value, out var version))
        {
            fault = $"'{match.Groups["version"].Value}' is no version; an exact one such as 1.2.3 is needed.";
            return false;
        }

        spec = new UpgradeSpec(ecosystem, name, version);
        fault = null;
        return true;
    }

    /// <summary>The version as it was written.</summary>
    public string VersionText => Version.OriginalVersion ?? Version.ToNormalizedString();

    public override string ToString() => $"{Ecosystem}:{Name}@{VersionText}";

    [GeneratedRegex(@"^(?<ecosystem>nuget|npm):(?<name>@?[^@\s]+)@(?<version>[^@\s]+)\z", RegexOptions.NonBacktracking)]
    private static partial Regex Form();

    [GeneratedRegex(@"^[A-Za-z0-9_][A-Za-z0-9_.\-]{0,99}\z", RegexOptions.NonBacktracking)]
    private static partial Regex NuGetName();

    [GeneratedRegex(@"^(?:@[a-z0-9~\-][a-z0-9._~\-]*/)?[A-Za-z0-9~\-][A-Za-z0-9._~\-]{0,213}\z", RegexOptions.NonBacktracking)]
    private static partial Regex NpmName();
}
