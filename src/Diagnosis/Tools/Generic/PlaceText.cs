using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tools.Generic;

/// <summary>
/// A file and a line number within a line of text, in the notations that tools use: <c>file:1:2</c>, <c>file(1,2)</c>, <c>file[1, 2]</c>, <c>"file", line 1</c>,
/// <c>file line 1</c>, <c>file:1.2-3.4</c>.
/// </summary>
internal ref struct PlaceText
{
    private static readonly HashSet<string> BuildFiles =
    [
        "Makefile", "GNUmakefile", "Dockerfile", "Containerfile", "BUILD", "WORKSPACE", "Jenkinsfile", "Vagrantfile", "Rakefile", "Gemfile", "Podfile", "Fastfile", "Brewfile", "Procfile",
        "Snakefile", "Justfile", "Earthfile", "Tiltfile", "SConstruct", "SConscript", "APKBUILD", "PKGBUILD", "Kconfig",
    ];

    public ReadOnlySpan<byte> File { get; private set; }

    public int Line { get; private set; }

    public int? Column { get; private set; }

    public int? EndLine { get; private set; }

    public int? EndColumn { get; private set; }

    /// <summary>Told in words: "file line 3".</summary>
    public bool ByWord { get; private set; }

    /// <summary>The file has an extension or a build file's name.</summary>
    public readonly bool HasName => IsBuildFile(File) || File[(File.LastIndexOfAny((byte)'/', (byte)'\\') + 1)..].IndexOf((byte)'.') >= 0 || File.IndexOfAny((byte)'/', (byte)'\\') < 0;

    /// <summary>In the form <c>"file",12</c>.</summary>
    public bool IsQuoted { get; private set; }

    /// <summary>Where the place begins and where the text behind it begins.</summary>
    public int Start { get; private set; }

    public int End { get; private set; }

    public static bool TryFind(ReadOnlySpan<byte> text, out PlaceText place)
    {
        place = default;
        var word = WordAt(text, 0);
        for (var at = 1; at < text.Length - 1; at++)
        {
            var skip = text[at..].IndexOfAny((byte)':', (byte)'(', (byte)'[');
            var mark = skip < 0 ? int.MaxValue : at + skip;
            at = Math.Min(mark, word);
            if (at == int.MaxValue)
            {
                return TryQuoted(text, ref place);
            }

            if (at == word)
            {
                if (TryWord(text, at, ref place))
                {
                    return true;
                }

                word = WordAt(text, at + 1);
            }
            else if (text[at] == ':' ? TryColon(text, at, ref place) : TryBracket(text, at, ref place))
            {
                return true;
            }
        }

        return TryQuoted(text, ref place);
    }

    /// <summary>The next blank before "line", in either case; far away where there is none.</summary>
    private static int WordAt(ReadOnlySpan<byte> text, int from)
    {
        var first = from;
        while (text[from..].IndexOf("ine"u8) is var tail and >= 0)
        {
            var at = from + tail - 2;
            from += tail + 3;
            if (at >= first && text[at] == ' ' && (text[at + 1] | 0x20) == 'l' && from < text.Length && text[from] is (byte)' ' or (byte)':')
            {
                return at;
            }
        }

        return int.MaxValue;
    }

    /// <summary><c>file:12:3</c>, also with a letter for the severity between file and line.</summary>
    private static bool TryColon(ReadOnlySpan<byte> text, int at, ref PlaceText place)
    {
        var rest = text[(at + 1)..];
        if (rest.Length > 2 && rest[1] == ':' && rest[0] is >= (byte)'A' and <= (byte)'Z' && ByteText.IsDigit(rest[2]))
        {
            rest = rest[2..];
        }

        var apart = IsApart(ref rest);
        if (rest.IsEmpty || !ByteText.IsDigit(rest[0]) || !TryFileBefore(text, at, ref place) || !rest.TryTakeInt(out var line) || (apart && !EndsApart(place.File, rest)))
        {
            return false;
        }

        (place.Line, place.Column, place.EndLine, place.EndColumn) = (line, null, null, null);
        TakeColumn(ref rest, ref place);
        TakeLabelledColumn(ref rest, ref place);
        place.End = text.Length - rest.Length;

        // Line 0 stands for the file as a whole; without a column it is as likely a count.
        return (line > 0 || place.Column is not null) && EndsPlace(rest);
    }

    /// <summary><c>file: 12: text</c>, and <c>file:[line 12]</c>.</summary>
    private static bool IsApart(ref ReadOnlySpan<byte> rest)
    {
        if (rest.TryAfter("[line "u8, out var named))
        {
            rest = named;
            return false;
        }

        var apart = rest.Length > 2 && rest[0] == ' ' && ByteText.IsDigit(rest[1]);
        rest = apart ? rest[1..] : rest;
        return apart;
    }

    /// <summary>With a blank before it a number is only a line where a colon or a bracket follows, and what stands before has a file's extension.</summary>
    private static bool EndsApart(ReadOnlySpan<byte> file, ReadOnlySpan<byte> rest)
        => (rest.StartsWith(": "u8) || (rest.Length == 1 && rest[0] == ')')) && file[(file.LastIndexOfAny((byte)'/', (byte)'\\') + 1)..].IndexOf((byte)'.') > 0;

    private static bool EndsPlace(ReadOnlySpan<byte> rest)
        => rest.IsEmpty || rest[0] is (byte)':' or (byte)' ' or (byte)',' or (byte)'.' or (byte)')' or (byte)']' or (byte)'\t' or (byte)';' or (byte)'\'';

    private static void TakeColumn(ref ReadOnlySpan<byte> rest, ref PlaceText place)
    {
        var after = rest;
        if (after.Length > 1 && (after[0] is (byte)':' or (byte)'.' || (after[0] == ',' && IsColumn(after[1..]))) && ByteText.IsDigit(after[1]))
        {
            after = after[1..];
            if (after.TryTakeInt(out var column))
            {
                place.Column = column;
                rest = after;
            }
        }

        if (rest.Length > 1 && rest[0] is (byte)'-' or (byte)':' && ByteText.IsDigit(rest[1]) && place.Column is not null)
        {
            after = rest[1..];
            if (!after.TryTakeInt(out var first))
            {
                return;
            }

            if (after.Length > 1 && after[0] is (byte)'.' or (byte)':' && ByteText.IsDigit(after[1]))
            {
                after = after[1..];
                after.TryTakeInt(out var second);
                (place.EndLine, place.EndColumn) = (first, second);
            }
            else
            {
                place.EndColumn = first;
            }

            rest = after;
        }
    }

    /// <summary>The number behind a comma ends the place: <c>file:12,5: text</c>, <c>file:12,5-9</c>.</summary>
    private static bool IsColumn(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOfAnyExcept("0123456789-"u8);
        return end < 0 || text[end] == ':';
    }

    /// <summary><c>file(12,3)</c>, <c>file (12)</c>, <c>file[12, 3]</c>.</summary>
    private static bool TryBracket(ReadOnlySpan<byte> text, int at, ref PlaceText place)
    {
        if (at + 1 >= text.Length || !ByteText.IsDigit(text[at + 1]))
        {
            return false;
        }

        var rest = text[(at + 1)..];
        var close = text[at] == '(' ? (byte)')' : (byte)']';
        if (!rest.TryTakeInt(out var line) || rest.IsEmpty || line == 0)
        {
            return false;
        }

        (place.Line, place.Column, place.EndLine, place.EndColumn) = (line, null, null, null);
        if (rest[0] is (byte)',' or (byte)':')
        {
            rest = rest[1..].TrimBlanks();
            if (!rest.TryTakeInt(out var column))
            {
                return false;
            }

            place.Column = column;
        }

        var end = text[..at].TrimEndBlanks().Length;
        if (rest.IsEmpty || rest[0] != close || !TryFileBefore(text, end, ref place))
        {
            return false;
        }

        rest = rest[1..];
        TakeLabelledColumn(ref rest, ref place);
        place.End = text.Length - rest.Length;
        return true;
    }

    /// <summary><c>"file",12</c>.</summary>
    private static bool TryQuoted(ReadOnlySpan<byte> text, ref PlaceText place)
    {
        var at = text.IndexOf("\","u8) + 1;
        var rest = at <= 1 ? default : text[(at + 1)..].TrimStart(" "u8);
        if (rest.IsEmpty || !ByteText.IsDigit(rest[0]))
        {
            return TrySlashed(text, ref place);
        }

        if (!rest.TryTakeInt(out var line) || line == 0 || !TryFileBefore(text, at, ref place))
        {
            return false;
        }

        (place.Line, place.Column, place.EndLine, place.EndColumn) = (line, null, null, null);
        TakeLabelledColumn(ref rest, ref place);
        place.End = text.Length - rest.Length;
        place.IsQuoted = true;
        return true;
    }

    /// <summary><c>"file" 12/3</c>, <c>(file,12|3)</c>.</summary>
    private static bool TrySlashed(ReadOnlySpan<byte> text, ref PlaceText place)
    {
        var at = text.IndexOf("\" "u8) + 1;
        var separator = (byte)'/';
        if (at <= 1 || !ByteText.IsDigit(text[Math.Min(at + 1, text.Length - 1)]))
        {
            var bar = text.IndexOf((byte)'|');
            at = bar > 0 ? text[..bar].LastIndexOf((byte)',') : -1;
            separator = (byte)'|';
        }

        var rest = at > 1 ? text[(at + 1)..] : default;
        if (!rest.TryTakeInt(out var line) || rest.Length < 2 || rest[0] != separator || !ByteText.IsDigit(rest[1]) || !TryFileBefore(text, at, ref place))
        {
            return false;
        }

        rest = rest[1..];
        rest.TryTakeInt(out var column);
        (place.Line, place.Column, place.EndLine, place.EndColumn) = (line, column, null, null);
        place.End = text.Length - rest.Length;
        return line > 0;
    }

    /// <summary><c>file, line 12</c>, <c>"file", line 12.3 (col. 4)</c>, <c>at file line 12</c>.</summary>
    private static bool TryWord(ReadOnlySpan<byte> text, int at, ref PlaceText place)
    {
        var rest = text[(at + 5)..].TrimStart(": "u8);
        if (!rest.TryTakeInt(out var line) || line == 0 || !TryFileBefore(text, BeforeWord(text[..at]), ref place))
        {
            return false;
        }

        (place.Line, place.Column, place.EndLine, place.EndColumn) = (line, null, null, null);
        if (rest.TryAfter("."u8, out var dotted) || rest.TryAfter(":"u8, out dotted))
        {
            var after = dotted;
            if (after.TryTakeInt(out var column))
            {
                place.Column = column;
                rest = after;
            }
        }

        TakeLabelledColumn(ref rest, ref place);
        place.End = text.Length - rest.Length;
        place.ByWord = true;
        return true;
    }

    /// <summary><c>file 12:5</c>, of which the caller knows that a file comes first.</summary>
    public static bool TrySpaced(ReadOnlySpan<byte> text, int blank, ref PlaceText place)
    {
        var rest = text[(blank + 1)..];
        if (!rest.TryTakeInt(out var line) || !rest.TryAfter(":"u8, out rest) || !rest.TryTakeInt(out var column) || !(rest.IsEmpty || ByteText.IsBlank(rest[0])))
        {
            return false;
        }

        place.File = text[..blank];
        (place.Line, place.Column, place.End) = (line, column, text.Length - rest.Length);
        return line > 0;
    }

    /// <summary>Where the file ends in <c>file, line</c>, <c>file: line</c>, <c>file on line</c>.</summary>
    private static int BeforeWord(ReadOnlySpan<byte> before)
    {
        before = before.TrimEnd(", :"u8);
        return before.EndsWith(" on"u8) || before.EndsWith(" at"u8) ? before[..^3].TrimEnd(", "u8).Length : before.EndsWith(" near"u8) ? before.Length - 5 : before.Length;
    }

    /// <summary><c>, column 3</c>, <c>(col. 3)</c>, <c>: col: 3</c> behind a line number.</summary>
    private static void TakeLabelledColumn(ref ReadOnlySpan<byte> rest, ref PlaceText place)
    {
        var text = rest.TrimStart(" ,:(;"u8);
        if (place.Column is not null || text.Length == rest.Length || !text.StartsWithFolded("c"u8))
        {
            return;
        }

        foreach (var name in (ReadOnlySpan<string>)["column", "col.", "col", "char"])
        {
            var label = System.Text.Encoding.ASCII.GetBytes(name);
            if (text.StartsWithFolded(label))
            {
                var number = text[label.Length..].TrimStart(" :"u8);
                if (number.TryTakeInt(out var column))
                {
                    place.Column = column;
                    rest = number.StartsWith(")"u8) ? number[1..] : number;
                }

                return;
            }
        }
    }

    /// <summary>The file name that ends at the position: the whole text before it where that is a path, else its last word or quoted part.</summary>
    private static bool TryFileBefore(ReadOnlySpan<byte> text, int end, ref PlaceText place)
    {
        var before = text[..end];
        if (before.IsEmpty)
        {
            return false;
        }

        if (before[^1] is (byte)'"' or (byte)'\'')
        {
            var open = before[..^1].LastIndexOf(before[^1]);
            place.Start = Math.Max(open, 0);
            place.File = before[(open + 1)..^1].TrimBlanks();
            return open >= 0 && IsFile(place.File);
        }

        place.Start = 0;
        place.File = before;
        if (IsFile(before))
        {
            return true;
        }

        // With blanks in it only a drive or a root can be its start; else the last word is it.
        var start = before.LastIndexOfAny(" \t[("u8) + 1;
        start = before.EndsWith("{standard input}"u8) ? before.Length - 16 : start;
        place.Start = start;
        place.File = before[start..].Trim("\"'`"u8);
        return IsFile(place.File) || TryBehindLabel(before, start, ref place);
    }

    /// <summary><c>ERROR:dir/file</c>, <c>ld:dir/file</c>: a word is glued to the front.</summary>
    private static bool TryBehindLabel(ReadOnlySpan<byte> before, int start, ref PlaceText place)
    {
        var word = before[start..];
        var colon = word.LastIndexOf((byte)':');
        if (colon < 2 || word[colon - 1] == ':' || word.StartsWith("node:"u8) || word[(colon + 1)..].StartsWith("//"u8))
        {
            return false;
        }

        colon = colon > 3 && word[colon - 2] == ':' ? colon - 2 : colon;
        place.Start = start + colon + 1;
        place.File = word[(colon + 1)..];
        return IsFile(place.File);
    }

    private static bool IsFile(ReadOnlySpan<byte> text)
        => PathText.IsSurelyPath(text) || text.SequenceEqual("<stdin>"u8) || text.SequenceEqual("-"u8) || text.SequenceEqual("stdin"u8) || text.SequenceEqual("{standard input}"u8)
            || text.SequenceEqual("{standard_input}"u8) || IsBuildFile(text) || text.SequenceEqual("stdIn"u8) || (text.Length > 1 && text[0] == '.' && text[1..].IndexOfAny(" /:"u8) < 0);

    /// <summary>Build files that have a fixed name instead of an extension.</summary>
    private static bool IsBuildFile(ReadOnlySpan<byte> name) => name.Length is > 3 and < 16 && name[0] is >= (byte)'A' and <= (byte)'Z' && BuildFiles.Contains(name.Decode());
}
