using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Containers.GitLab;

/// <summary>
/// <c>section_start:unixtime:name[options]</c> and <c>section_end:unixtime:name</c>, each followed by CR and an erase sequence.
/// Source: "Custom collapsible sections" in the GitLab documentation.
/// </summary>
internal static class GitLabMarkers
{
    public static void TryRead(ref ReadOnlySpan<byte> text, ref LineMark mark, long number, StepTracker steps)
    {
        if (text.TryAfter("section_start:"u8, out var rest) && rest.TryCut(":"u8, out _, out var name))
        {
            var end = 0;
            while (end < name.Length && (ByteText.IsWord(name[end]) || name[end] is (byte)'-' or (byte)'.'))
            {
                end++;
            }

            steps.Begin(name[..end], number);
            mark = LineMark.Group;
            text = name[end..];
        }
        else if (text.TryAfter("section_end:"u8, out rest) && rest.TryCut(":"u8, out _, out name))
        {
            steps.End(number);
            mark = LineMark.Command;
        }
    }
}
