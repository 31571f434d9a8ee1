using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tools.MSBuild;

/// <summary>
/// <c>origin(line,column): subcategory category CODE: text [project]</c>, all but category and text optional.
/// Source: "MSBuild and Visual Studio format for diagnostic messages" in the MSBuild documentation.
/// </summary>
internal ref struct CanonicalError
{
    private const int MaxSubcategoryWords = 3;

    public ReadOnlySpan<byte> File { get; private set; }

    public int? Line { get; private set; }

    public int? Column { get; private set; }

    public int? EndLine { get; private set; }

    public int? EndColumn { get; private set; }

    public bool IsWarning { get; private set; }

    public ReadOnlySpan<byte> Code { get; private set; }

    public ReadOnlySpan<byte> Message { get; private set; }

    /// <summary>The project that was built, which the build appends in brackets.</summary>
    public ReadOnlySpan<byte> Project { get; private set; }

    public static bool TryParse(ReadOnlySpan<byte> text, out CanonicalError error)
    {
        error = default;

        // Nodes of a parallel build are numbered: "12>file(1): error …".
        var node = text;
        if (node.TryTakeInt(out _) && node.Length > 1 && (node[0] == '>' || (node[0] == ':' && node.IndexOf((byte)'>') is > 0 and < 4)))
        {
            text = node[(node.IndexOf((byte)'>') + 1)..].TrimBlanks();
        }

        // Ant names the task that printed: "[exec] file(1): error …".
        if (text.Length > 3 && text[0] == '[' && text.IndexOf("] "u8) is var label and > 0 and < 20)
        {
            return TryParse(text[(label + 2)..].TrimBlanks(), out error);
        }

        if (TryCategory(text, ref error))
        {
            return !error.Code.IsEmpty;
        }

        for (var at = text.IndexOf((byte)':'); at >= 0;)
        {
            if (at > 0 && TryCategory(text[(at + 1)..], ref error))
            {
                return TryOrigin(text[..at].TrimEndBlanks(), ref error);
            }

            var next = text[(at + 1)..].IndexOf((byte)':');
            at = next < 0 ? -1 : at + 1 + next;
        }

        return false;
    }

    /// <summary><c>[subcategory] error CODE: text</c>.</summary>
    private static bool TryCategory(ReadOnlySpan<byte> text, ref CanonicalError error)
    {
        text = text.TrimBlanks();
        for (var words = 0; words <= MaxSubcategoryWords; words++)
        {
            var length = text.StartsWithFolded("error"u8) ? 5 : text.StartsWithFolded("warning"u8) ? 7 : 0;
            if (length > 0 && text.Length > length && (ByteText.IsBlank(text[length]) || text[length] == ':'))
            {
                error.IsWarning = length == 7;
                return TryCodeAndText(text[length..], ref error);
            }

            var blank = text.IndexOf((byte)' ');
            if (blank <= 0 || text[..blank].IndexOfAny(":()[]/\\\""u8) >= 0)
            {
                return false;
            }

            text = text[blank..].TrimBlanks();
        }

        return false;
    }

    private static bool TryCodeAndText(ReadOnlySpan<byte> text, ref CanonicalError error)
    {
        var colon = text.IndexOf((byte)':');
        if (colon < 0 || !ByteText.IsBlank(text[0]))
        {
            return false;
        }

        var code = text[..colon].TrimBlanks();
        foreach (var b in code)
        {
            if (!ByteText.IsWord(b) && b is not ((byte)'-' or (byte)'.'))
            {
                return false;
            }
        }

        // Without a number it is a word of prose: "error Foo: text".
        if (!code.IsEmpty && code.IndexOfAnyInRange((byte)'0', (byte)'9') < 0 && !IsFormatter(code))
        {
            return false;
        }

        error.Code = code;
        error.Message = text[(colon + 1)..].TrimBlanks();
        if (code.IsEmpty && error.Message.TryCut(" : "u8, out var late, out var rest) && Generic.CodeText.IsNumbered(late))
        {
            error.Code = late;
            error.Message = rest.TrimBlanks();
        }

        var project = ProjectAt(error.Message);
        if (project > 0)
        {
            error.Project = error.Message[(project + 2)..^1];
            error.Project = error.Project.TryCut("::"u8, out var path, out _) ? path : error.Project;
            error.Message = error.Message[..project].TrimEndBlanks();
        }

        return true;
    }

    /// <summary>The formatters of <c>dotnet format</c>, which go by their names.</summary>
    private static bool IsFormatter(ReadOnlySpan<byte> code)
        => code.SequenceEqual("WHITESPACE"u8) || code.SequenceEqual("IMPORTS"u8) || code.SequenceEqual("CHARSET"u8) || code.SequenceEqual("ENDOFLINE"u8) || code.SequenceEqual("FINALNEWLINE"u8);

    /// <summary>Where " [path/app.csproj]" at the end begins, or -1.</summary>
    private static int ProjectAt(ReadOnlySpan<byte> text)
    {
        var open = text.LastIndexOf(" ["u8);
        return open > 0 && text[^1] == ']' && text[open..].Has("proj"u8) ? open : -1;
    }

    private static bool TryOrigin(ReadOnlySpan<byte> origin, ref CanonicalError error)
    {
        var open = origin.LastIndexOf((byte)'(');
        if (open > 0 && origin[^1] == ')' && TryPlace(origin[(open + 1)..^1], ref error))
        {
            error.File = origin[..open].TrimEndBlanks();
            return PathText.LooksLikePath(error.File);
        }

        // "file:12: warning 302: text" is the form of GNU.
        if (origin.LastIndexOf((byte)':') is var colon and > 1 && ByteText.IsDigit(origin[^1]) && origin[(colon + 1)..].IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0)
        {
            return false;
        }

        // A tool's name is no file: "CSC", "LINK", "MSBUILD", "NuGet.targets" is one.
        var isFile = origin.IndexOfAny((byte)'.', (byte)'/', (byte)'\\') >= 0;
        error.File = isFile ? origin : default;
        return !origin.IsEmpty && PathText.LooksLikePath(origin) && (isFile || !error.Code.IsEmpty);
    }

    /// <summary>(line), (line-line), (line,col), (line,col-col), (line,col,line,col); numbers may be missing, as the format's own parser allows.</summary>
    private static bool TryPlace(ReadOnlySpan<byte> text, ref CanonicalError error)
    {
        if (text.IndexOfAnyExcept("0123456789,- "u8) >= 0)
        {
            return false;
        }

        var field = 0;
        while (true)
        {
            var more = text.TryCut(","u8, out var part, out var rest);
            part.TryCut("-"u8, out var first, out var second);
            var (from, to) = ((int?)first.ToNumber(), (int?)second.ToNumber());
            switch (field++)
            {
                case 0:
                    (error.Line, error.EndLine) = (from, to);
                    break;
                case 1:
                    (error.Column, error.EndColumn) = (from, to);
                    break;
                case 2:
                    error.EndLine = from ?? error.EndLine;
                    break;
                default:
                    error.EndColumn = from ?? error.EndColumn;
                    break;
            }

            if (!more || field == 4)
            {
                return true;
            }

            text = rest;
        }
    }
}
