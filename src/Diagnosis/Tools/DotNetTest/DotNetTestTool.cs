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
    private string _title = string.Empty;
    private string? _method;

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
        _title = title.Decode(1000);
        _block.Begin(_title, line.Number, sink);
        var end = _title.AsSpan().IndexOfAny('(', ' ');
        _method = end < 0 ? _title : _title[..end];
        _method = _method.Contains('.', StringComparison.Ordinal) ? null : _method;
        (_indent, _inMessage, _inStack) = (line.Indent, false, false);
    }

    private LineUse InBlock(in LogLine line, IFindingSink sink)
    {
        var body = line.Body;
        if (line.IsBlank)
        {
            return LineUse.TakeAndWait;
        }

        // What belongs to a test is indented deeper than its name, as the text of MTP; VSTest's labels are not.
        if (line.Indent <= _indent && !_inMessage && !_inStack && !body.SequenceEqual("Error Message:"u8) && !body.SequenceEqual("Stack Trace:"u8))
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
        else if (EndsTest(body) || (line.Indent <= _indent && !_inMessage && !(_inStack && IsFrame(body))))
        {
            _block.Flush(sink);
            return line.Indent <= _indent ? LineUse.Pass : LineUse.Take;
        }
        else if (!body.StartsWith("from "u8) || !body.EndsWith(")"u8))
        {
            Qualify(body);
            AddText(body);
        }

        return LineUse.TakeAndWait;
    }

    /// <summary>What the test printed, or the next test, which did not fail.</summary>
    private static bool EndsTest(ReadOnlySpan<byte> body)
        => body.StartsWith("Standard Output Messages:"u8) || body.StartsWith("Standard output"u8) || body.StartsWith("Output:"u8) || body.StartsWith("Standard Error Messages:"u8)
            || ((body.StartsWith("Passed "u8) || body.StartsWith("Skipped "u8)) && body.EndsWith("]"u8));

    /// <summary>"at Call() in file:line 3"; NUnit repeats the stack of each assertion behind its number, "1)    at Call()".</summary>
    private static bool IsFrame(ReadOnlySpan<byte> body)
        => body.StartsWith("at "u8) || (body.TryTakeInt(out _) && body.TryAfter(")"u8, out var rest) && rest.TrimBlanks().StartsWith("at "u8));

    /// <summary>NUnit and MSTest name only the method; the frame of the test tells its class.</summary>
    private void Qualify(ReadOnlySpan<byte> body)
    {
        if (_method is null || !_inStack || !body.StartsWith("at "u8) || body.IndexOf((byte)'(') is not (> 3 and var open))
        {
            return;
        }

        var call = body[3..open].Decode(500);
        if (call.EndsWith("." + _method, StringComparison.Ordinal))
        {
            _block.Rename(call[..^_method.Length] + _title);
            _method = null;
        }
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
