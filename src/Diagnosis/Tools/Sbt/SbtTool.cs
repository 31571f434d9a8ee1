using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;
using BackgroundAgent.Diagnosis.Tools.Maven;

namespace BackgroundAgent.Diagnosis.Tools.Sbt;

/// <summary>sbt and the Scala compiler, with the tests of ScalaTest and MUnit.</summary>
internal sealed class SbtTool : IToolParser
{
    public const string Name = "scala";

    private static readonly LinePattern[] Places =
    [
        new("{file}.scala:{line}:{col}: {sev}: {msg}"),
        new("{file}.scala:{line}:{col}: {msg}"),
        new("{file}.scala:{line}: {sev}: {msg}"),
        new("{file}.scala:{line}: {msg}"),
        new("-- [{code}] {any}: {file}.scala:{line}:{col} {msg}"),
    ];

    private const int MaxSnippet = 8;

    private string? _suite;
    private Draft? _drawn;
    private long _drawnAt;

    public static Tool Definition { get; } = new(Name, [".scala:0", "*** failed ***", "spec:", "test:", "passed: total 0", "failed: total 0", "error: total 0"], () => new SbtTool());

    public LineUse Read(in LogLine line, IFindingSink sink)
    {
        var text = MavenText.Strip(line.Text, out var level);
        var body = text.TrimBlanks();
        if (_drawn is not null)
        {
            return InSnippet(line, body, sink);
        }

        if (body.EndsWith("*** FAILED ***"u8) || body.Has("*** FAILED *** ("u8))
        {
            return ReadFailed(line, body, sink);
        }

        if (body.Has(": Total "u8) && body.Has(", Failed "u8))
        {
            sink.AddTests(body.NumberAfter("Total "u8), (body.NumberAfter("Failed "u8) ?? 0) + (body.NumberAfter("Errors "u8) ?? 0), body.NumberAfter("Ignored "u8));
            sink.Ended(body.StartsWith("Passed"u8) ? LogOutcome.Passed : LogOutcome.Failed, EndOf.Tool, line.Number);
            return LineUse.Take;
        }

        if ((body.EndsWith("Spec:"u8) || body.EndsWith("Test:"u8) || body.EndsWith("Suite:"u8)) && !body.Has(" "u8))
        {
            _suite = body[..^1].Decode(200);
            return LineUse.Take;
        }

        return ReadPlace(line, text, level, sink);
    }

    public void Complete(IFindingSink sink) => EndSnippet(sink);

    /// <summary>Scala 3 draws the source line, a marker, then its message behind bars.</summary>
    private LineUse InSnippet(in LogLine line, ReadOnlySpan<byte> body, IFindingSink sink)
    {
        var text = body.StartsWith("|"u8) ? body[1..].TrimBlanks() : default;
        var source = body.TryTakeInt(out _) && body.StartsWith(" |"u8);
        if (!text.IsEmpty && text.IndexOfAnyExcept("^-"u8) >= 0)
        {
            _drawn!.Message = _drawn.Message.Length == 0 ? text.Decode() : $"{_drawn.Message} {text.Decode(300)}";
            return LineUse.TakeAndWait;
        }

        if (line.Number - _drawnAt <= MaxSnippet && (source || (body.StartsWith("|"u8) && _drawn!.Message.Length == 0)))
        {
            return LineUse.TakeAndWait;
        }

        EndSnippet(sink);
        return body.StartsWith("|"u8) ? LineUse.Take : LineUse.Pass;
    }

    private void EndSnippet(IFindingSink sink)
    {
        if (_drawn is not null)
        {
            sink.Add(_drawn);
            _drawn = null;
        }
    }

    private LineUse ReadFailed(in LogLine line, ReadOnlySpan<byte> body, IFindingSink sink)
    {
        body.TryCut(" *** FAILED ***"u8, out var name, out _);
        name = name.StartsWith("- "u8) ? name[2..] : name;
        if (name.IsEmpty || name.SequenceEqual("***"u8))
        {
            return LineUse.Pass;
        }

        var test = name.Decode(500);
        sink.Add(new Draft { Tool = Name, Category = FindingCategory.Test, LogLine = line.Number, Test = _suite is null ? test : $"{_suite}.{test}" });
        return LineUse.Take;
    }

    private LineUse ReadPlace(in LogLine line, ReadOnlySpan<byte> text, FindingSeverity? level, IFindingSink sink)
    {
        if (!LinePattern.TryMatchAny(Places, text, out var match) || match.File.Has("("u8) || (level is null && match.Severity.IsEmpty && match.Code.IsEmpty))
        {
            return LineUse.Pass;
        }

        var draft = new Draft { Tool = Name, Category = FindingCategory.Compile, Severity = level ?? FindingSeverity.Error, LogLine = line.Number }.With(match);
        draft.File += ".scala";
        if (match.Message.IndexOfAnyExcept("- "u8) < 0)
        {
            draft.Message = string.Empty;
            draft.Severity = text.Has(" Warning: "u8) ? FindingSeverity.Warning : draft.Severity;
            (_drawn, _drawnAt) = (draft, line.Number);
            return LineUse.TakeAndWait;
        }

        sink.Add(draft);
        return LineUse.Take;
    }
}
