using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Containers;

/// <summary>What the readers of CI services' last words share.</summary>
internal static class EndWords
{
    /// <summary>A step or job ended badly: notes it and leaves a summary, which ranks behind whatever was the reason.</summary>
    public static LineUse Failed(string tool, in LogLine line, EndOf scope, IFindingSink sink, FindingCategory category = FindingCategory.Generic)
    {
        sink.Ended(LogOutcome.Failed, scope, line.Number);
        sink.Add(new Draft
        {
            Tool = tool,
            Category = category,
            Message = line.Text.TrimBlanks().Decode(400),
            LogLine = line.Number,
            Role = category == FindingCategory.Generic ? Role.Summary : Role.Failure,
        });
        return LineUse.Take;
    }

    public static LineUse Passed(in LogLine line, EndOf scope, IFindingSink sink)
    {
        sink.Ended(LogOutcome.Passed, scope, line.Number);
        return LineUse.Take;
    }

    /// <summary>The first whole number behind the text; null where there is none.</summary>
    public static int? CodeAfter(ReadOnlySpan<byte> text, ReadOnlySpan<byte> label)
    {
        var at = text.IndexOf(label);
        if (at < 0)
        {
            return null;
        }

        var rest = text[(at + label.Length)..];
        var digit = rest.IndexOfAnyInRange((byte)'0', (byte)'9');
        if (digit is < 0 or > 12)
        {
            return null;
        }

        rest = rest[digit..];
        return rest.TryTakeInt(out var code) ? code : null;
    }
}
