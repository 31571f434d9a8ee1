using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Containers.Buildkite;

/// <summary>
/// Group headers: <c>--- name</c>, <c>+++ name</c>, <c>~~~ name</c>, and <c>^^^ +++</c>. Source: "Managing log output" in the Buildkite documentation.
/// Diffs look alike, so a header counts only once the agent has shown itself by <c>~~~</c>.
/// </summary>
internal static class BuildkiteMarkers
{
    public static void TryRead(ref ReadOnlySpan<byte> text, ref LineMark mark, long number, StepTracker steps)
    {
        if (text.StartsWith("~~~ "u8) || (steps.Count > 0 && (text.StartsWith("--- :"u8) || text.StartsWith("+++ :"u8))))
        {
            steps.Begin(text[4..], number);
            mark = LineMark.Group;
            text = text[4..];
        }
    }
}
