using BackgroundAgent.Starter.CommandLine;

namespace BackgroundAgent.Starter.Connections;

/// <summary>
/// Finds the data directory: <c>--data-dir</c>, else <c>BGAGENT_DATA_DIR</c>, else <c>$XDG_STATE_HOME/bgagent</c>, else
/// <c>~/.local/state/bgagent</c> (XDG Base Directory Specification; a relative XDG_STATE_HOME is ignored, as it demands).
/// </summary>
internal static class DataDirectory
{
    public static string Resolve(CliHost host, string? option)
    {
        var chosen = option ?? host.Variable("BGAGENT_DATA_DIR");
        if (chosen is not null)
        {
            return Path.TrimEndingDirectorySeparator(Path.GetFullPath(chosen, host.WorkingDirectory));
        }

        var state = host.Variable("XDG_STATE_HOME");
        return state is not null && Path.IsPathFullyQualified(state)
            ? Path.Combine(state, "bgagent")
            : Path.Combine(host.HomeDirectory, ".local", "state", "bgagent");
    }
}
