using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tools.Generic;

/// <summary>Formats for machines that part their fields by bars: <c>ERROR|TYPE|RULE|file|12|3|5|text</c>. The file is the field before a number.</summary>
internal static class PipeRow
{
    private const int MinFields = 5;
    private const int MaxFields = 12;

    public static bool TryParse(in LogLine line, out Draft draft)
    {
        draft = null!;
        Span<Range> fields = stackalloc Range[MaxFields];
        var text = line.Text;
        var count = Split(text, fields);
        if (count < MinFields)
        {
            return false;
        }

        for (var i = 0; i + 2 < count; i++)
        {
            var file = text[fields[i]].TrimBlanks();
            if (!PathText.IsSurelyPath(file) || text[fields[i + 1]].ToNumber() is not { } number)
            {
                continue;
            }

            var before = i > 0 ? text[..fields[i].Start.Value].TrimEnd("|"u8) : default;
            var severity = SeverityWord.LengthAt(before);
            if (severity == 0)
            {
                return false;
            }

            draft = new Draft
            {
                Tool = GenericTool.Name,
                Category = FindingCategory.Lint,
                Severity = SeverityWord.Of(before),
                File = file.Decode().Replace(@"\\", @"\", StringComparison.Ordinal),
                Line = (int)Math.Min(number, int.MaxValue),
                Column = text[fields[i + 2]].ToNumber() is { } column and < int.MaxValue ? (int)column : null,
                Code = before.LastIndexOf((byte)'|') is var bar and > 0 ? before[(bar + 1)..].Decode(100) : null,
                Message = text[fields[count - 1]].Decode(),
                LogLine = line.Number,
            };
            return true;
        }

        return false;
    }

    /// <summary>The last field takes what is left.</summary>
    private static int Split(ReadOnlySpan<byte> text, Span<Range> fields)
    {
        var count = 0;
        var start = 0;
        while (count < MaxFields - 1 && text[start..].IndexOf((byte)'|') is var bar and >= 0)
        {
            fields[count++] = start..(start + bar);
            start += bar + 1;
        }

        fields[count++] = start..text.Length;
        return count;
    }
}
