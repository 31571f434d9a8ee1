using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tools.Jasmine;

/// <summary>Jasmine's console reporter: numbered failures with labelled message and stack.</summary>
internal sealed class JasmineTool : IToolParser
{
    public const string Name = "jasmine";

    private readonly TestBlock _block = new(Name);
    private bool _inFailures;

    public static Tool Definition { get; } = new(Name, ["^failures:", "^0 spec", "^00 spec", "0 specs, "], () => new JasmineTool());

    public LineUse Read(in LogLine line, IFindingSink sink)
    {
        var body = line.Body;
        if (line.Indent == 0 && body.SequenceEqual("Failures:"u8))
        {
            _inFailures = true;
            return LineUse.Take | LineUse.Wait;
        }

        var numbers = body;
        if (numbers.TryTakeInt(out var specs) && (numbers.StartsWith(" specs, "u8) || numbers.StartsWith(" spec, "u8)))
        {
            Stop(sink);
            var failures = body.NumberBefore(" failure"u8) ?? 0;
            sink.AddTests(specs, failures, body.NumberBefore(" pending"u8) ?? 0);
            sink.Ended(failures > 0 ? LogOutcome.Failed : LogOutcome.Passed, EndOf.Tool, line.Number);
            return LineUse.Take;
        }

        return _inFailures ? InFailures(line, sink) : LineUse.Pass;
    }

    public void Complete(IFindingSink sink) => Stop(sink);

    private LineUse InFailures(in LogLine line, IFindingSink sink)
    {
        var body = line.Body;
        if (line.Indent == 0 && body.StartsWith("Pending:"u8))
        {
            Stop(sink);
            return LineUse.Take;
        }

        var numbered = body;
        if (line.Indent == 0 && numbered.TryTakeInt(out _) && numbered.TryAfter(") "u8, out var title))
        {
            _block.Begin(title.Decode(1000), line.Number, sink);
            return LineUse.TakeAndWait;
        }

        if (!_block.IsOpen)
        {
            // "Failures:" of another tool: nothing numbered follows.
            _inFailures = line.IsBlank;
            return line.IsBlank ? LineUse.Wait : LineUse.Pass;
        }

        if (body.SequenceEqual("Message:"u8))
        {
            _block.RestartMessage();
        }
        else if (!body.SequenceEqual("Stack:"u8) && !body.StartsWith("at <Jasmine>"u8))
        {
            _block.Add(line.Text);
        }

        return LineUse.TakeAndWait;
    }

    private void Stop(IFindingSink sink)
    {
        _block.Flush(sink);
        _inFailures = false;
    }
}
