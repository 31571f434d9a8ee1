using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Containers.GitLab;

/// <summary>
/// <c>section_start:unixtime:name[options]</c> and <c>section_end:unixtime:name</c>, each followed by CR and an erase sequence. Sections of a script lie in that of its phase.
/// Sources: "Custom collapsible sections" in the GitLab documentation; names of the phases: the runner's <c>common/executor.go</c> and <c>common/network.go</c>.
/// </summary>
internal static class GitLabMarkers
{
    public static void TryRead(ref ReadOnlySpan<byte> text, ref LineMark mark, long number, StepTracker steps)
    {
        if (text.TryAfter("section_end:"u8, out var rest) && rest.TryCut(":"u8, out _, out var name))
        {
            mark = LineMark.Command;
            steps.Close(Name(name, out var behind), number);

            // Where the CR between them was lost, the next section begins on the same line.
            text = behind;
            if (text.IndexOf("section_start:"u8) is var next and >= 0)
            {
                text = text[next..];
            }
        }

        if (text.TryAfter("section_start:"u8, out rest) && rest.TryCut(":"u8, out _, out name))
        {
            name = Name(name, out text);
            steps.Open(name, number);
            mark = LineMark.Group;
            if (IsTidying(name))
            {
                steps.SetAside();
            }
        }
    }

    /// <summary>The name up to the options in brackets and the header behind them.</summary>
    private static ReadOnlySpan<byte> Name(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> behind)
    {
        var end = 0;
        while (end < text.Length && (ByteText.IsWord(text[end]) || text[end] is (byte)'-' or (byte)'.' or (byte)':') && !text[end..].StartsWith("section_start:"u8))
        {
            end++;
        }

        behind = text[end..];
        if (behind.StartsWith("["u8) && behind.IndexOf((byte)']') is var close and > 0)
        {
            behind = behind[(close + 1)..];
        }

        return text[..end];
    }

    /// <summary>Phases that come after the script, whether it failed or not.</summary>
    private static bool IsTidying(ReadOnlySpan<byte> name)
        => name.SequenceEqual("after_script"u8) || name.StartsWith("cleanup_"u8) || name.StartsWith("upload_artifacts"u8) || name.StartsWith("archive_cache"u8);
}
