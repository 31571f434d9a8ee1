using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tools.Webpack;

/// <summary>Webpack's errors and warnings: the module with its place, and what is wrong with it on the lines below.</summary>
internal sealed class WebpackTool : IToolParser
{
    public const string Name = "webpack";

    private static readonly LinePattern[] Heads =
    [
        new("{sev} in {file} {line}:{col}-{endline}:{endcol}"),
        new("{sev} in {file} {line}:{col}-{endcol}"),
        new("{sev} in {file} {line}:{col}"),
        new("{sev} in {file}:{line}:{col}"),
        new("{sev} in {file}"),
    ];

    private Draft? _open;

    public static Tool Definition { get; } = new(Name, ["^error in ", "^warning in ", "^webpack 0"], () => new WebpackTool());

    public LineUse Read(in LogLine line, IFindingSink sink)
    {
        var body = line.Body;
        if (_open is not null)
        {
            return Message(line, body, sink);
        }

        if (body.StartsWith("webpack "u8) && body.TryCut(" compiled "u8, out _, out var ending))
        {
            sink.Ended(ending.Has("error"u8) ? LogOutcome.Failed : LogOutcome.Passed, EndOf.Tool, line.Number);
            return LineUse.Take;
        }

        if (!(body.StartsWith("ERROR in "u8) || body.StartsWith("WARNING in "u8)) || !LinePattern.TryMatchAny(Heads, body, out var match) || !PathText.IsSurelyPath(match.File))
        {
            return LineUse.Pass;
        }

        _open = new Draft { Tool = Name, Category = FindingCategory.Compile, LogLine = line.Number }.With(match);

        // It counts columns from zero.
        _open.Column = match.Column is { } column ? column + 1 : null;
        return LineUse.TakeAndWait;
    }

    public void Complete(IFindingSink sink) => Flush(sink);

    /// <summary>The first line says what is wrong; <c>Module build failed (from loader):</c> leaves that to the next.</summary>
    private LineUse Message(in LogLine line, ReadOnlySpan<byte> body, IFindingSink sink)
    {
        if (line.IsBlank)
        {
            Flush(sink);
            return LineUse.Pass;
        }

        var goesOn = body.StartsWith("Module "u8) && body.EndsWith(":"u8);
        _open!.Message = body.Decode(600);
        var code = body.TryCut(": "u8, out var head, out var rest) && Generic.CodeText.IsNumbered(head) ? head : default;
        if (!code.IsEmpty)
        {
            (_open.Code, _open.Message) = (code.Decode(), rest.Decode());
        }

        if (goesOn)
        {
            return LineUse.TakeAndWait;
        }

        Flush(sink);
        return LineUse.Take;
    }

    private void Flush(IFindingSink sink)
    {
        if (_open is not null)
        {
            sink.Add(_open);
            _open = null;
        }
    }
}
