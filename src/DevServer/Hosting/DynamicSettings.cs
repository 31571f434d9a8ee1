using System.Globalization;
using BackgroundAgent.DevServer.Engine;

namespace BackgroundAgent.DevServer.Hosting;

/// <summary>
/// The values of --dynamic-config-value that mean something here, under the genuine server's keys (which ignore case). A value that
/// cannot be read counts as not given.
/// </summary>
internal sealed class DynamicSettings(IDictionary<string, string> values)
{
    private readonly Dictionary<string, string> _values = new(values, StringComparer.OrdinalIgnoreCase);

    /// <summary>Pausing of workflows, off by default as on the genuine server.</summary>
    public bool WorkflowPause => Flag("frontend.WorkflowPauseEnabled", false);

    /// <summary>Fairness keys order tasks. The second key turns that on for a queue once a key is seen, which makes no difference to others.</summary>
    public bool Fairness => Flag("matching.enableFairness", false) || Flag("matching.autoEnableV2", false);

    public string? Text(string key) => _values.GetValueOrDefault(key);

    public bool Flag(string key, bool otherwise) => _values.TryGetValue(key, out var text) && bool.TryParse(text.Trim('"'), out var value) ? value : otherwise;

    public int Number(string key, int otherwise) =>
        _values.TryGetValue(key, out var text) && int.TryParse(text.Trim('"'), NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) ? value : otherwise;

    public TimeSpan Time(string key, TimeSpan otherwise) =>
        _values.TryGetValue(key, out var text) && GoDuration.TryParse(text.Trim('"'), out var value) ? value : otherwise;
}
