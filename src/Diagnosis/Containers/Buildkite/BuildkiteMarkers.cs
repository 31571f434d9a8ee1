using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Containers.Buildkite;

/// <summary>
/// Group headers: <c>--- name</c>, <c>+++ name</c>, <c>~~~ name</c>, and <c>^^^ +++</c>, which opens the one before. Source: "Managing log output" in the Buildkite documentation.
/// Buildkite itself takes every line that begins so; diffs and test runners write such lines too. So a header counts only once the agent has shown itself by <c>~~~</c>, and only
/// with an emoji, or a capital and no path behind it.
/// </summary>
internal static class BuildkiteMarkers
{
    public static void TryRead(ref ReadOnlySpan<byte> text, ref LineMark mark, long number, StepTracker steps)
    {
        if (text.StartsWith("~~~ "u8) || (steps.Count > 0 && (text.StartsWith("--- "u8) || text.StartsWith("+++ "u8)) && IsHeader(text[4..])))
        {
            steps.Begin(text[4..], number);
            mark = LineMark.Group;
            text = text[4..];
        }
    }

    private static bool IsHeader(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty || name[0] is (byte)':' or >= 0xE2)
        {
            return !name.IsEmpty;
        }

        // "--- FAIL: TestX", "--- Expected", "--- Original", "+++ New", "--- A.cs" are a test's or a diff's.
        var more = name.IndexOf((byte)' ') > 0;
        return more && name[0] is >= (byte)'A' and <= (byte)'Z' && name.IndexOf((byte)'/') < 0 && name.IndexOf((byte)'\t') < 0
            && !(name.IndexOf((byte)':') is var colon and > 0 && name[..colon] is var word && (word.SequenceEqual("FAIL"u8) || word.SequenceEqual("PASS"u8) || word.SequenceEqual("SKIP"u8) || word.SequenceEqual("BENCH"u8)));
    }
}
