using System.Globalization;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tools.Surefire;

/// <summary>Which tests of a run are known to have failed, by the last two parts of their names, and how the summary writes them.</summary>
internal sealed class FailedTests
{
    private const int Max = 20_000;

    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    /// <summary>False when the test was known; parameters do not count.</summary>
    public bool Note(string test) => _seen.Count < Max && _seen.Add(Short(test));

    /// <summary>Whether text in parentheses is a class: <c>method(pkg.Class)</c>, not <c>method(int)</c>.</summary>
    public static bool IsClass(string text)
        => text.Length > 0 && text.All(c => char.IsLetterOrDigit(c) || c is '.' or '_' or '$') && (text.Contains('.', StringComparison.Ordinal) || char.IsUpper(text[0]));

    /// <summary>
    /// Reads <c>Class.method:12 message</c>, <c>Class.method:12->other:30 message</c>, <c>Sub&gt;Base.method:12</c>, <c>Class.method » Exception</c>
    /// and <c>method(Class): message</c>.
    /// </summary>
    public static bool TryRead(string text, out string test, out int? line, out string message)
    {
        (test, line, message) = ("", null, text);
        var open = text.IndexOf('(', StringComparison.Ordinal);
        var close = open < 0 ? -1 : text.IndexOf(')', open);
        if (open > 0 && close > open && IsClass(text[(open + 1)..close]) && IsName(text[..open]))
        {
            test = $"{text[(open + 1)..close]}.{text[..open]}";
            message = text[(close + 1)..].TrimStart(':', ' ');
            return true;
        }

        var end = text.IndexOfAny([':', ' ', '»']);
        var head = (end < 0 ? text : text[..end]).TrimEnd();
        var inherited = head.IndexOf('>', StringComparison.Ordinal);
        if (inherited > 0)
        {
            var method = head[(inherited + 1)..];
            head = $"{head[..inherited]}.{method[(method.LastIndexOf('.') + 1)..]}";
        }

        var dot = head.IndexOf('.', StringComparison.Ordinal);
        if (dot <= 0 || dot == head.Length - 1 || !IsName(head.Replace(".", "", StringComparison.Ordinal)) || !char.IsLetter(head[0]))
        {
            return false;
        }

        test = head;
        var rest = end < 0 ? "" : text[end..];
        var digits = rest.StartsWith(':') ? rest.AsSpan(1)[..CountDigits(rest)] : default;
        line = int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        message = line is null ? rest.TrimStart(':', ' ') : rest[(1 + digits.Length)..].TrimStart();
        return line is not null || rest.Contains('»', StringComparison.Ordinal) || rest.Length > 0;
    }

    /// <summary>The path of a frame's file, with the package's folders in front where the frame names a package.</summary>
    public static string FileOf(ReadOnlySpan<byte> frame, string file)
    {
        var call = frame[3..].Decode(400);
        call = call[(call.LastIndexOf('/') + 1)..];
        var open = call.IndexOf('(', StringComparison.Ordinal);
        var parts = (open < 0 ? call : call[..open]).Split('.');
        return parts.Length > 2 && !file.Contains('/', StringComparison.Ordinal) ? $"{string.Join('/', parts[..^2])}/{file}" : file;
    }

    public static string? FileOfClass(string test)
    {
        var parts = test.Split('.');
        var type = Array.FindIndex(parts, p => p.Length > 0 && char.IsUpper(p[0]));
        return type < 0 ? null : $"{string.Join('/', parts[..(type + 1)]).Split('$')[0]}.java";
    }

    private static int CountDigits(string text)
    {
        var n = 1;
        while (n < text.Length && n < 9 && char.IsAsciiDigit(text[n]))
        {
            n++;
        }

        return n - 1;
    }

    private static bool IsName(string text) => text.Length > 0 && text.All(c => char.IsLetterOrDigit(c) || c is '_' or '$' or '[' or ']' or '-');

    private static string Short(string test)
    {
        var plain = test.IndexOfAny(['[', '{', '(']) is var bracket and > 0 ? test[..bracket] : test;
        var last = plain.LastIndexOf('.');
        var before = last > 0 ? plain.LastIndexOf('.', last - 1) : -1;
        return plain[(before + 1)..];
    }
}
