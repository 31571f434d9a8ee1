using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Containers.GitHubActions;

/// <summary>
/// Markers in GitHub Actions logs: <c>##[group]</c>, <c>##[error]</c> and relatives, and workflow commands as a program prints them.
/// Source: "Workflow commands for GitHub Actions" in GitHub's documentation, and the runner's own console output.
/// </summary>
internal static class GitHubMarkers
{
    public static bool TryRead(ref ReadOnlySpan<byte> text, ref LineMark mark, long number, StepTracker steps)
    {
        if (text.Length < 6 || text[2] != '[')
        {
            return false;
        }

        var close = text.IndexOf((byte)']');
        if (close is < 0 or > 24)
        {
            return false;
        }

        var name = text[3..close];
        text = text[(close + 1)..];
        mark = MarkOf(name);
        if (mark == LineMark.Group && text.StartsWith("Run "u8))
        {
            OpenSetUp(number, steps);
            steps.Begin(text[4..], number);
            steps.ShowsCommand = true;
        }
        else if (name.SequenceEqual("endgroup"u8))
        {
            steps.ShowsCommand = false;
        }
        else if (mark == LineMark.Group && steps.Count == 0 && text.StartsWith("Operating System"u8))
        {
            steps.Begin("Set up job"u8, 1);
        }
        else if (name.SequenceEqual("section"u8) && text.TryAfter("Starting: "u8, out var section))
        {
            steps.Begin(section, number);
        }
        else if (mark == LineMark.Error)
        {
            steps.Fail();
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

    /// <summary>The phases behind the steps, which have no group of their own.</summary>
    public static void TryReadPhase(ReadOnlySpan<byte> text, long number, StepTracker steps)
    {
        if (text.SequenceEqual("Post job cleanup."u8))
        {
            steps.Begin("Post job cleanup"u8, number);
        }
        else if (text.SequenceEqual("Cleaning up orphan processes"u8))
        {
            steps.Begin("Complete job"u8, number);
        }
    }

    private static void OpenSetUp(long number, StepTracker steps)
    {
        if (steps.Count == 0 && number > 1)
        {
            steps.Begin("Set up job"u8, 1);
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
