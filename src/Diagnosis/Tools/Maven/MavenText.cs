using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tools.Maven;

/// <summary>The level that Maven, sbt and Ant put in front of every line.</summary>
internal static class MavenText
{
    /// <summary>Takes <c>[ERROR] </c>, <c>[warn] </c>, <c>[INFO] </c> or an Ant task such as <c>[javac] </c> off the front.</summary>
    public static ReadOnlySpan<byte> Strip(ReadOnlySpan<byte> text, out FindingSeverity? level)
    {
        level = null;
        var body = text[text.CountLeadingBlanks()..];
        if (body.Length < 4 || body[0] != '[')
        {
            return text;
        }

        var end = body[..Math.Min(12, body.Length)].IndexOf((byte)']');
        if (end < 3)
        {
            return text;
        }

        var word = body[1..end];
        level = word.StartsWithFolded("error"u8) || word.StartsWithFolded("fatal"u8) ? FindingSeverity.Error
            : word.StartsWithFolded("warn"u8) ? FindingSeverity.Warning
            : word.StartsWithFolded("info"u8) ? FindingSeverity.Info
            : null;
        var task = word.SequenceEqual("javac"u8) || word.SequenceEqual("junit"u8) || word.SequenceEqual("java"u8) || word.SequenceEqual("testng"u8);
        if (level is null && !task)
        {
            return text;
        }

        var rest = body[(end + 1)..];
        return rest.Length > 0 && rest[0] == ' ' ? rest[1..] : rest;
    }
}
