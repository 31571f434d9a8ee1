using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Containers.GitHubActions;

/// <summary>
/// Markers in GitHub Actions logs: <c>##[group]</c>, <c>##[error]</c> and relatives, and workflow commands as a program prints them. Azure Pipelines has the same ones.
/// Sources: "Workflow commands for GitHub Actions" in GitHub's documentation, and what the handlers of actions/runner print.
/// </summary>
internal static class GitHubMarkers
{
    public static bool TryRead(ref ReadOnlySpan<byte> text, ref LineMark mark, long number, StepTracker steps)
    {
        if (text.Length < 6 || text[2] != '[')
        {
            return false;
        }

        if (text.StartsWith("##[start-action "u8) || text.StartsWith("##[end-action "u8))
        {
            mark = LineMark.Command;
            steps.Memory.InnerActions = Math.Max(0, steps.Memory.InnerActions + (text[3] == 's' ? 1 : -1));
            return true;
        }

        var close = text.IndexOf((byte)']');
        if (close is < 0 or > 24)
        {
            return false;
        }

        var name = text[3..close];
        text = text[(close + 1)..];
        mark = MarkOf(name);
        if (mark == LineMark.Group)
        {
            GitHubSteps.ReadGroup(text, number, steps);
        }
        else if (name.SequenceEqual("endgroup"u8))
        {
            steps.Memory.ActionHeadEnd = steps.Memory.ActionHeadEnd < 0 ? number : 0;
            steps.ShowsCommand = false;
        }
        else if (name.SequenceEqual("section"u8) && text.TryAfter("Starting: "u8, out var section))
        {
            steps.Open(section, number);
        }
        else if (name.SequenceEqual("section"u8) && text.TryAfter("Finishing: "u8, out section))
        {
            steps.Close(section, number);
        }
        else if (mark == LineMark.Error)
        {
            steps.NoteError(number);
        }

        return true;
    }

    /// <summary><c>::error file=a.js,line=1::text</c>; the parameters stay in front of the text for the parser of annotations.</summary>
    public static void TryReadCommand(ref ReadOnlySpan<byte> text, ref LineMark mark)
    {
        var end = text[2..].IndexOf("::"u8);
        if (end < 0)
        {
            return;
        }

        var name = text.Slice(2, end);
        name = name.IndexOf((byte)' ') is var blank and > 0 ? name[..blank] : name;
        mark = MarkOf(name);
        if (name.Length == end && mark is LineMark.Error or LineMark.Warning or LineMark.Notice or LineMark.Group)
        {
            text = text[(end + 4)..];
        }
    }

    private static LineMark MarkOf(ReadOnlySpan<byte> name) => name switch
    {
        _ when name.SequenceEqual("error"u8) => LineMark.Error,
        _ when name.SequenceEqual("warning"u8) => LineMark.Warning,
        _ when name.SequenceEqual("notice"u8) => LineMark.Notice,
        _ when name.SequenceEqual("debug"u8) => LineMark.Debug,
        _ when name.SequenceEqual("group"u8) => LineMark.Group,
        _ => LineMark.Command,
    };
}
