using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tools.RSpec;

/// <summary>RSpec's list of failures, its list of commands to run them again, and files that do not load.</summary>
internal sealed class RSpecTool : IToolParser
{
    public const string Name = "rspec";

    private readonly TestBlock _block = new(Name);
    private Draft? _load;
    private bool _inFailures;
    private Expression _expression;

    public static Tool Definition { get; } = new(
        Name, ["failure/error: ", "^pending: (failures", " examples, ", " example, ", "^rspec ", "^an error occurred while loading "], () => new RSpecTool());

    /// <summary>Where a failure is read: its expression stands before the message, behind a blank line.</summary>
    private enum Expression
    {
        None,
        Read,
        Ended,
    }

    public LineUse Read(in LogLine line, IFindingSink sink)
    {
        var body = line.Body;
        if (IsTotals(body))
        {
            return ReadTotals(line, body, sink);
        }

        if (body.StartsWith("rspec "u8) && body.TryCut(" # "u8, out var command, out var name))
        {
            End(sink);
            return ReadCommand(line, command["rspec "u8.Length..], name, sink);
        }

        if (body.TryAfter("An error occurred while loading "u8, out var file))
        {
            End(sink);
            file.TryCut(" - "u8, out file, out _);
            _load = new Draft { Tool = Name, Category = FindingCategory.Compile, File = file.TrimEnd(". "u8).Decode(), LogLine = line.Number };
            return LineUse.TakeAndWait;
        }

        if (_load is not null)
        {
            return ReadLoad(line, sink);
        }

        if (line.Indent == 0 && body.StartsWith("Pending: ("u8))
        {
            End(sink);
            return LineUse.Take;
        }

        if (!_inFailures && body.TryAfter("Failure/Error: "u8, out _) && !TryHeaderAbove(line.Number, sink))
        {
            return LineUse.Pass;
        }

        return _inFailures ? InFailures(line, sink) : LineUse.Pass;
    }

    public void Complete(IFindingSink sink) => End(sink);

    private static bool IsTotals(ReadOnlySpan<byte> body)
        => body.Length > 0 && ByteText.IsDigit(body[0]) && (body.Has(" examples, "u8) || body.Has(" example, "u8)) && body.Has(" failure"u8);

    private LineUse ReadTotals(in LogLine line, ReadOnlySpan<byte> body, IFindingSink sink)
    {
        End(sink);
        var failed = body.NumberBefore(" failure"u8) ?? 0;
        sink.AddTests(body.NumberBefore(" example"u8), failed, body.NumberBefore(" pending"u8) ?? 0);
        var broken = failed > 0 || body.NumberBefore(" error"u8) > 0;
        sink.Ended(broken ? LogOutcome.Failed : LogOutcome.Passed, EndOf.Tool, line.Number);
        return LineUse.Take;
    }

    private static LineUse ReadCommand(in LogLine line, ReadOnlySpan<byte> place, ReadOnlySpan<byte> name, IFindingSink sink)
    {
        place.TryCut(":"u8, out var file, out var number);
        var known = number.TryTakeInt(out var at);
        sink.Add(new Draft
        {
            Tool = Name,
            Category = FindingCategory.Test,
            Test = name.TrimBlanks().Decode(500),
            File = file.TryCut("["u8, out var path, out _) ? path.Trim("'"u8).Decode() : file.Decode(),
            Line = known ? at : null,
            LogLine = line.Number,
        });
        return LineUse.Take;
    }

    /// <summary>The pending ones look the same; which list it is says the title above the first.</summary>
    private bool TryHeaderAbove(long number, IFindingSink sink)
    {
        for (var back = 1; back <= 3 && sink.TryLine(number - back, out var above); back++)
        {
            if (TryHeader(above, out var name))
            {
                var pending = sink.TryLine(number - 1, out var reason) && reason.TrimBlanks().StartsWith("# "u8);
                _inFailures = !pending;
                if (_inFailures)
                {
                    Begin(name, number - back, sink);
                }

                return _inFailures;
            }
        }

        return false;
    }

    private static bool TryHeader(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> name)
    {
        name = text.TrimBlanks();
        return name.TryTakeInt(out _) && name.TryAfter(") "u8, out name) && !name.IsEmpty;
    }

    private void Begin(ReadOnlySpan<byte> name, long number, IFindingSink sink)
    {
        _block.Begin(name.TryCut(" FIXED"u8, out var fixedName, out _) ? fixedName.Decode(500) : name.Decode(500), number, sink);
        _expression = Expression.None;
    }

    private LineUse InFailures(in LogLine line, IFindingSink sink)
    {
        if (line.Indent is > 0 and < 4 && TryHeader(line.Text, out var name))
        {
            Begin(name, line.Number, sink);
            return LineUse.TakeAndWait;
        }

        if (line.Indent == 0 && !line.IsBlank)
        {
            End(sink);
            return LineUse.Pass;
        }

        if (line.Body.TryAfter("Failure/Error: "u8, out _))
        {
            _expression = Expression.Read;
        }
        else if (line.IsBlank && _expression == Expression.Read)
        {
            _expression = Expression.Ended;
        }
        else if (_expression == Expression.Ended && !line.IsBlank && line.Body[0] != '#')
        {
            _block.RestartMessage();
            _expression = Expression.None;
        }

        _block.Add(line.Text);
        return LineUse.TakeAndWait;
    }

    private LineUse ReadLoad(in LogLine line, IFindingSink sink)
    {
        var body = line.Body;
        if (body.StartsWith("# "u8) && _load!.Line is not null)
        {
            return LineUse.TakeAndWait;
        }

        if (body.StartsWith("No examples found"u8) || body.StartsWith("Finished in"u8) || line.Number - _load!.LogLine > 20)
        {
            End(sink);
            return LineUse.Take;
        }

        if (body.TryAfter("# "u8, out var frame))
        {
            if (StackPlace.OfFrame(frame, out var own) is { } place && own)
            {
                (_load.File, _load.Line) = (place.File, place.Line);
            }

            return LineUse.TakeAndWait;
        }

        if (!line.IsBlank && _load.Message.Length < 600 && !body.StartsWith("Failure/Error:"u8) && !body.StartsWith("rspec "u8))
        {
            _load.Message += (_load.Message.Length > 0 ? "\n" : string.Empty) + body.Decode(400);
        }

        return LineUse.TakeAndWait;
    }

    private void End(IFindingSink sink)
    {
        _block.Flush(sink);
        _inFailures = false;
        if (_load is not null)
        {
            sink.Add(_load);
            _load = null;
        }
    }
}
