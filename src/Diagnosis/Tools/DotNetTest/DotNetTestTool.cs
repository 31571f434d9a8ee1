using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tools.DotNetTest;

/// <summary>
/// <c>dotnet test</c> on both platforms, VSTest and Microsoft.Testing.Platform, and the console runner of xUnit. They name a failed test in one line and tell its message and
/// stack trace below.
/// </summary>
internal sealed class DotNetTestTool : IToolParser
{
    public const string Name = "dotnet-test";

    private readonly TestBlock _block = new(Name);
    private readonly PlatformSummary _summary = new();
    private int _indent;
    private bool _inMessage;
    private bool _inStack;

    public static Tool Definition { get; } = new(
        Name,
        [
            "^failed ", "[fail]", "^failed!  - failed:", "^passed!  - failed:", "^test run summary:", "^total: 0", "^total tests: 0", "^test run failed", "^test run successful",
            ", errors: 0, failed: 0", "^x ", "^the active test run was aborted", "^skipped! - failed:", "^test host process crashed",
        ],
        () => new DotNetTestTool());

    public LineUse Read(in LogLine line, IFindingSink sink)
    {
        if (Totals.TryRead(line, sink) || _summary.TryRead(line, sink))
        {
            _block.Flush(sink);
            return _summary.IsOpen ? LineUse.TakeAndWait : LineUse.Take;
        }

        if (FailedTitle.TryParse(line, out var title))
        {
            Begin(title, line, sink);
            return LineUse.TakeAndWait;
        }

        if (line.Body.StartsWith("The active test run was aborted"u8) || line.Body.StartsWith("Test host process crashed"u8))
        {
            sink.Add(new Draft { Tool = Name, Category = FindingCategory.Test, Message = line.Body.Decode(), LogLine = line.Number });
            sink.Ended(LogOutcome.Failed, EndOf.Tool, line.Number);
            return LineUse.Take;
        }

        return _block.IsOpen ? InBlock(line, sink) : LineUse.Pass;
    }

    public void Complete(IFindingSink sink)
    {
        _block.Flush(sink);
        _summary.Complete(sink);
    }

    private void Begin(ReadOnlySpan<byte> title, in LogLine line, IFindingSink sink)
    {
        _block.Begin(title.Decode(1000), line.Number, sink);
        (_indent, _inMessage, _inStack) = (line.Indent, false, false);
    }

    private LineUse InBlock(in LogLine line, IFindingSink sink)
    {
        var body = line.Body;
        if (line.IsBlank)
        {
            return LineUse.TakeAndWait;
        }

        // What belongs to a test is indented deeper than its name; VSTest's labels and the text of MTP are by two.
        if (line.Indent <= _indent && !_inMessage && !_inStack)
        {
            _block.Flush(sink);
            return LineUse.Pass;
        }

        if (body.SequenceEqual("Error Message:"u8))
        {
            _block.RestartMessage();
            (_inMessage, _inStack) = (true, false);
        }
        else if (body.SequenceEqual("Stack Trace:"u8))
        {
            (_inMessage, _inStack) = (false, true);
        }
        else if (body.StartsWith("Standard Output Messages:"u8) || body.StartsWith("Standard output"u8) || body.StartsWith("Output:"u8) || body.StartsWith("Standard Error Messages:"u8)
            || (line.Indent <= _indent && !_inMessage))
        {
            _block.Flush(sink);
            return line.Indent <= _indent ? LineUse.Pass : LineUse.Take;
        }
        else if (!body.StartsWith("from "u8) || !body.EndsWith(")"u8))
        {
            AddText(body);
        }

        return LineUse.TakeAndWait;
    }

    /// <summary>xUnit's runner writes a frame as "File.cs(23,0): at Call()", MTP as "at Call() in file:23".</summary>
    private void AddText(ReadOnlySpan<byte> body)
    {
        if (body.TryCut("): at "u8, out var place, out _) && place.LastIndexOf((byte)'(') is var open and > 0)
        {
            var numbers = place[(open + 1)..];
            if (numbers.TryTakeInt(out var number))
            {
                _block.Add(System.Text.Encoding.UTF8.GetBytes($"{place[..open].Decode()}:{number}"));
                return;
            }
        }

        if (body.StartsWith("at "u8) && body.LastIndexOf(" in "u8) is var inAt and > 0 && body[inAt..].IndexOf(":line "u8) < 0)
        {
            _block.Add(body[(inAt + 4)..]);
            return;
        }

        _block.Add(body);
    }
}
