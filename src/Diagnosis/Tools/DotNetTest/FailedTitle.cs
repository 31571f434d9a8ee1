using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tools.DotNetTest;

/// <summary>The line that names a failed test: <c>Failed Name [12 ms]</c>, <c>failed Name (12ms)</c>, <c>[xUnit.net 00:00:01.00] Name [FAIL]</c>, <c>X Name [1ms]</c>.</summary>
internal static class FailedTitle
{
    public static bool TryParse(in LogLine line, out ReadOnlySpan<byte> name)
    {
        var body = line.Body;
        name = default;
        if (body.EndsWith("[FAIL]"u8))
        {
            name = body[..^6].TrimEndBlanks();
            if (name.StartsWith("[xUnit.net"u8) && name.IndexOf((byte)']') is var close and > 0)
            {
                name = name[(close + 1)..].TrimBlanks();
            }

            return IsName(name);
        }

        var platform = body.StartsWith("failed "u8) && line.Indent == 0;
        var vstest = body.StartsWith("Failed "u8);
        if (!platform && !vstest && !body.StartsWith("X "u8))
        {
            return false;
        }

        name = body[(body[0] == 'X' ? 2 : 7)..];
        return TryTakeTime(ref name, platform) && IsName(name);
    }

    /// <summary>The time in brackets is what tells a test's name from prose.</summary>
    private static bool TryTakeTime(ref ReadOnlySpan<byte> name, bool platform)
    {
        var open = name.LastIndexOf(platform ? " ("u8 : " ["u8);
        var timed = open > 0 && name[^1] == (platform ? ')' : ']') && name[..^1].EndsWith("s"u8) && name[open..].IndexOfAnyInRange((byte)'0', (byte)'9') > 0;
        timed |= open > 0 && name[^1] == ']' && name[..^1].EndsWith(" m"u8);
        name = timed ? name[..open].TrimEndBlanks() : name;
        return timed;
    }

    private static bool IsName(ReadOnlySpan<byte> name) => name.Length > 0 && (ByteText.IsWord(name[0]) || name[0] is (byte)'"' or >= 0x80);
}
