using System.Text.RegularExpressions;

namespace BackgroundAgent.Starter.Arguments;

/// <summary>An upgrade as typed: <c>ecosystem:name@version</c>.</summary>
/// <param name="Ecosystem"><c>npm</c> or <c>nuget</c>.</param>
/// <param name="Name">As in the registry; npm scopes included (<c>@types/node</c>).</param>
/// <param name="Version">A full version, such as <c>4.17.21</c>.</param>
internal sealed partial record UpgradeText(string Ecosystem, string Name, string Version)
{
    public const string Form = "ecosystem:name@version, such as npm:lodash@4.17.21 or nuget:Newtonsoft.Json@13.0.3";

    public static readonly IReadOnlyList<string> Ecosystems = ["npm", "nuget"];

    /// <returns>Null, with what is wrong in <paramref name="mistake"/>, when the text has another form.</returns>
    public static UpgradeText? Parse(string text, out string? mistake)
    {
        mistake = null;
        var match = UpgradeForm().Match(text);
        if (!match.Success)
        {
            mistake = $"'{text}' is not an upgrade: write {Form}";
            return null;
        }

        var ecosystem = match.Groups["ecosystem"].Value;
        if (!Ecosystems.Contains(ecosystem))
        {
            mistake = $"'{ecosystem}' is not an ecosystem that can be upgraded: {string.Join(", ", Ecosystems)}";
            return null;
        }

        return new UpgradeText(ecosystem, match.Groups["name"].Value, match.Groups["version"].Value);
    }

    public override string ToString() => $"{Ecosystem}:{Name}@{Version}";

    [GeneratedRegex(@"^(?<ecosystem>[a-z]+):(?<name>@?[A-Za-z0-9][A-Za-z0-9._-]*(?:/[A-Za-z0-9][A-Za-z0-9._-]*)?)@(?<version>\d+(?:\.\d+){0,3}(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?)\z", RegexOptions.NonBacktracking)]
    private static partial Regex UpgradeForm();
}
