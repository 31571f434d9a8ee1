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

        return text.IndexOfAny("\"|*?\t"u8) < 0 && (text.IndexOf("://"u8) < 0 || text.StartsWith("file://"u8));
    }

    /// <summary>A stricter question for lines of no known tool: a name with an extension or a directory, and hardly any blank.</summary>
    public static bool IsSurelyPath(ReadOnlySpan<byte> text)
    {
        if (!LooksLikePath(text) || text.IndexOfAny("'`<>{}[]=,;!"u8) >= 0)
        {
            return false;
        }

        var name = text[(text.LastIndexOfAny((byte)'/', (byte)'\\') + 1)..];
        var dot = name.LastIndexOf((byte)'.');
        var extended = dot >= 0 && name.Length - dot - 1 is >= 1 and <= 12 && !ByteText.IsDigit(name[dot + 1]);
        var blanks = text.IndexOf((byte)' ') >= 0;
        return extended ? !blanks || text.IndexOfAny((byte)'/', (byte)'\\') >= 0 : !blanks && name.Length < text.Length && name.Length > 0;
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
