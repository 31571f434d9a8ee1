using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tools.Terraform;

/// <summary>Terraform's and OpenTofu's diagnostics: a title, a place with its source, an explanation; with a bar on the left or without.</summary>
internal sealed class TerraformTool : IToolParser
{
    public const string Name = "terraform";

    private const int MaxLines = 30;

    private static readonly LinePattern[] Places = [new("on {file} line {line}, in {any}:"), new("on {file} line {line}:")];

    private Draft? _draft;
    private bool _boxed;
    private bool _placed;
    private int _lines;

    public static Tool Definition { get; } = new(Name, ["^error: ", "^warning: ", "^│ error: ", "^│ warning: "], () => new TerraformTool());

    public LineUse Read(in LogLine line, IFindingSink sink)
    {
        var body = line.Body;
        var boxed = body.TryAfter("│"u8, out var inner);
        inner = boxed ? inner.TrimBlanks() : body;
        if (inner.TryAfter("Error: "u8, out var title) || inner.TryAfter("Warning: "u8, out title))
        {
            Flush(sink);
            _draft = new Draft
            {
                Tool = Name,
                Category = FindingCategory.Configuration,
                Severity = inner[0] == 'E' ? FindingSeverity.Error : FindingSeverity.Warning,
                Message = title.Decode(),
                LogLine = line.Number,
            };
            (_boxed, _placed, _lines) = (boxed, false, 0);
            return boxed ? LineUse.TakeAndWait : LineUse.Wait;
        }

        if (_draft is null)
        {
            return LineUse.Pass;
        }

        if ((_boxed && !boxed) || ++_lines > MaxLines)
        {
            Flush(sink);
            return body.StartsWith("╵"u8) ? LineUse.Take : LineUse.Pass;
        }

        return _boxed || _placed ? InText(line, inner, sink) : BeforePlace(line, inner);
    }

    public void Complete(IFindingSink sink) => Flush(sink);

    /// <summary>"Error: text" is anybody's; a blank line and a place in this form make it ours.</summary>
    private LineUse BeforePlace(in LogLine line, ReadOnlySpan<byte> text)
    {
        if (TryPlace(text))
        {
            return LineUse.TakeAndWait;
        }

        if (_lines == 1 && line.IsBlank)
        {
            return LineUse.Wait;
        }

        _draft = null;
        return LineUse.Pass;
    }

    private bool TryPlace(ReadOnlySpan<byte> text)
    {
        if (!LinePattern.TryMatchAny(Places, text, out var match))
        {
            return false;
        }

        (_draft!.File, _draft.Line, _placed) = (match.File.Decode(), match.Line, true);
        return true;
    }

    private LineUse InText(in LogLine line, ReadOnlySpan<byte> text, IFindingSink sink)
    {
        var source = text;
        if (text.IsEmpty || (!_placed && TryPlace(text)) || (source.TryTakeInt(out _) && source.StartsWith(":"u8)) || text.StartsWith("├"u8) || text.StartsWith("│"u8))
        {
            return LineUse.TakeAndWait;
        }

        if (!_boxed && line.Indent > 0)
        {
            Flush(sink);
            return LineUse.Pass;
        }

        if (_draft!.Message.Length < 600)
        {
            _draft.Message += "\n" + text.Decode(300);
        }

        return LineUse.TakeAndWait;
    }

    private void Flush(IFindingSink sink)
    {
        if (_draft is not null && (_boxed || _placed))
        {
            // TFLint's rule stands behind the title.
            var title = System.Text.Encoding.UTF8.GetBytes(_draft.Message.Split('\n')[0]);
            _draft.Code ??= title.Length > 0 && title[^1] == ')' ? Generic.CodeText.AtTail(title) : null;
            sink.Add(_draft);
        }

        _draft = null;
    }
}
