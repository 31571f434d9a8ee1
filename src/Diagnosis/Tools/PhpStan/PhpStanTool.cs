using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tools.PhpStan;

/// <summary>PHPStan's table: a file in the heading, a line number in the first column, text that wraps, the identifier below it.</summary>
internal sealed class PhpStanTool : IToolParser
{
    public const string Name = "phpstan";

    private string? _file;
    private Draft? _draft;

    public static Tool Definition { get; } = new(Name, ["^line   ", "^[error] found 0", "^[ok] no errors"], () => new PhpStanTool());

    public LineUse Read(in LogLine line, IFindingSink sink)
    {
        var body = line.Body;
        if (body.StartsWith("[ERROR] Found "u8) && body.Has(" error"u8))
        {
            sink.Ended(LogOutcome.Failed, EndOf.Tool, line.Number);
            return LineUse.Take;
        }

        if (body.StartsWith("[OK] No errors"u8))
        {
            sink.Ended(LogOutcome.Passed, EndOf.Tool, line.Number);
            return LineUse.Take;
        }

        if (body.StartsWith("Line  "u8))
        {
            Flush(sink);
            var file = body[4..].TrimBlanks();
            var context = file.IndexOf(" (in context of"u8);
            file = context > 0 ? file[..context] : file;
            _file = PathText.IsSurelyPath(file) ? file.Decode() : null;
            return _file is null ? LineUse.Pass : LineUse.TakeAndWait;
        }

        return _file is null ? LineUse.Pass : InTable(line, sink);
    }

    public void Complete(IFindingSink sink) => Flush(sink);

    private LineUse InTable(in LogLine line, IFindingSink sink)
    {
        var body = line.Body;
        if (body.StartsWith("---"u8))
        {
            Flush(sink);
            return LineUse.TakeAndWait;
        }

        var text = body;
        text = text.StartsWith(":"u8) ? text[1..] : text;
        var numbered = text.TryTakeInt(out var number) && text.CountLeadingBlanks() > 1;
        if (numbered)
        {
            Flush(sink);
            _draft = new Draft
            {
                Tool = Name,
                Category = FindingCategory.Lint,
                File = _file,
                Line = number,
                Message = text.TrimBlanks().Decode(),
                LogLine = line.Number,
            };
            return LineUse.TakeAndWait;
        }

        if (_draft is null || line.Indent < 4)
        {
            Flush(sink);
            _file = null;
            return LineUse.Pass;
        }

        Continue(body);
        return LineUse.TakeAndWait;
    }

    /// <summary>More of the message, its identifier (behind a sign, or a word with a dot), or a tip.</summary>
    private void Continue(ReadOnlySpan<byte> body)
    {
        var word = body[(body.LastIndexOf((byte)' ') + 1)..];
        if (body[0] >= 0x80 && _draft!.Code is null && word.IndexOf((byte)'.') > 0 && word.IndexOf((byte)'/') < 0)
        {
            _draft!.Code = word.Decode(100);
        }
        else if (body[0] < 0x80 && _draft!.Code is null)
        {
            _draft.Message += " " + body.Decode(400);
        }
    }

    private void Flush(IFindingSink sink)
    {
        if (_draft is not null)
        {
            sink.Add(_draft);
            _draft = null;
        }
    }
}
