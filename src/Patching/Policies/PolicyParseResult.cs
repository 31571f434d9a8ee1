using BackgroundAgent.Patching.Yaml;

namespace BackgroundAgent.Patching.Policies;

/// <summary>A policy file, read.</summary>
/// <param name="Name">How messages call the file.</param>
/// <param name="Overrides">What could be read; not to be used when there are errors.</param>
/// <param name="Errors">Every mistake, in the order of the file.</param>
public sealed record PolicyParseResult(string Name, PolicyOverrides Overrides, IReadOnlyList<FileFault> Errors)
{
    public bool IsValid => Errors.Count == 0;

    /// <summary>One line per mistake: <c>name:line:column: message</c>.</summary>
    public string ErrorText => string.Join('\n', Errors.Select(error => error.ToString(Name)));
}
