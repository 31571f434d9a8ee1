using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace BackgroundAgent.Diagnosis.Lines;

/// <summary>What can be a file name, and how it is written in a finding.</summary>
internal static class PathText
{
    private const int MaxBytes = 400;

    /// <summary>Whether text before a line number may name a file: no surrounding blanks, no quotes or brackets of prose, no URL.</summary>
    public static bool LooksLikePath(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || text.Length > MaxBytes || ByteText.IsBlank(text[0]) || ByteText.IsBlank(text[^1]))
        {
            return false;
        }

        return !HoldsProse(text) && (text.IndexOf("://"u8) < 0 || text.StartsWith("file://"u8));
    }

    /// <summary>Asked of the same text again and again with a later end, so it is quick.</summary>
    private static bool HoldsProse(ReadOnlySpan<byte> text)
    {
        ref var start = ref MemoryMarshal.GetReference(text);
        var at = 0;
        for (; at + Vector128<byte>.Count <= text.Length; at += Vector128<byte>.Count)
        {
            var v = Vector128.LoadUnsafe(ref start, (nuint)at);
            var hits = Vector128.Equals(v, Vector128.Create((byte)'"')) | Vector128.Equals(v, Vector128.Create((byte)'|')) | Vector128.Equals(v, Vector128.Create((byte)'*'))
                | Vector128.Equals(v, Vector128.Create((byte)'?')) | Vector128.Equals(v, Vector128.Create((byte)'\t'));
            if (hits != Vector128<byte>.Zero)
            {
                return true;
            }
        }

        for (; at < text.Length; at++)
        {
            if (text[at] is (byte)'"' or (byte)'|' or (byte)'*' or (byte)'?' or (byte)'\t')
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// A stricter question for lines of no known tool: a name with an extension or a directory, and hardly any blank. Asked of whole lines, so it is one pass that mostly
    /// ends at the first blank: a blank is believed only below a directory, so that prose before a path is not taken for a part of it.
    /// </summary>
    public static bool IsSurelyPath(ReadOnlySpan<byte> text)
    {
        // A variable that the tool left in the path: "${dir}/file".
        text = text.StartsWith("${"u8) && text.IndexOf("}/"u8) is var close and > 0 ? text[(close + 1)..] : text;
        if (text.IsEmpty || text.Length > MaxBytes || ByteText.IsBlank(text[0]) || ByteText.IsBlank(text[^1]))
        {
            return false;
        }

        var slash = -1;
        var blank = false;
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case (byte)'/' or (byte)'\\':
                    slash = i;
                    break;
                case (byte)' ':
                    blank = true;
                    if (slash < 0)
                    {
                        return false;
                    }

                    break;
                case (byte)':':
                    if (!MayHoldColon(text, i))
                    {
                        return false;
                    }

                    break;
                case (byte)'"' or (byte)'|' or (byte)'*' or (byte)'?' or (byte)'\t' or (byte)'\'' or (byte)'`' or (byte)'<' or (byte)'>' or (byte)'{' or (byte)'}'
                    or (byte)'[' or (byte)']' or (byte)'=' or (byte)',' or (byte)';' or (byte)'!':
                    return false;
            }
        }

        var name = text[(slash + 1)..];
        return HasExtension(name) || (slash >= 0 && !blank && name.Length > 0 && name[^1] != ':' && name[^1] != '.');
    }

    /// <summary>A drive, or the scheme of a file's URL; not the scheme of another, not the end of a label.</summary>
    private static bool MayHoldColon(ReadOnlySpan<byte> text, int at)
    {
        var rest = text[(at + 1)..];
        return !rest.StartsWith(" "u8) && (at <= 1 || text.StartsWith("file:"u8)) && (!rest.StartsWith("//"u8) || text.StartsWith("file://"u8));
    }

    private static bool HasExtension(ReadOnlySpan<byte> name)
    {
        var dot = name.LastIndexOf((byte)'.');
        var extension = name[(dot + 1)..];
        if (dot < 0 || extension.Length is 0 or > 12 || ByteText.IsDigit(extension[0]))
        {
            return false;
        }

        foreach (var b in extension)
        {
            if (!ByteText.IsWord(b) && b is not ((byte)'-' or (byte)'+' or (byte)'#'))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Forward slashes, no <c>./</c>, no directories of build machines above the repository.</summary>
    public static string? Normalize(string? path)
    {
        if (string.IsNullOrWhiteSpace(path))
        {
            return null;
        }

        path = path.Trim().Replace('\\', '/');
        path = path.StartsWith("file:///", StringComparison.Ordinal) ? path[7..] : path;
        path = path.Length > 3 && path[0] == '/' && path[2] == ':' ? path[1..] : path;
        while (path.StartsWith("./", StringComparison.Ordinal))
        {
            path = path[2..];
        }

        return Workspaces.Relative(path);
    }
}
