using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tools.Minitest;

/// <summary>Minitest (also as Rails prints it) and test-unit, which name a failed test below or behind <c>Failure:</c> and <c>Error:</c>.</summary>
internal sealed class MinitestTool : IToolParser
{
    public const string Name = "minitest";

    private readonly TestBlock _block = new(Name);
    private bool _nameFollows;
    private bool _quoted;
    private bool _inBlock;

    public static Tool Definition { get; } = new(
        Name, ["^0) failure:", "^0) error:", "^00) failure:", "^00) error:", "^failure:", "^error:", " runs, 0", " run, 0", " tests, 0", "^fail ", "^error "], () => new MinitestTool());

    public LineUse Read(in LogLine line, IFindingSink sink)
    {
        var body = line.Body;
        if (IsTotals(body))
        {
            End(sink);
            var failed = (body.NumberBefore(" failures"u8) ?? 0) + (body.NumberBefore(" errors"u8) ?? 0);
            var skipped = body.NumberBefore(" skips"u8) ?? (body.NumberBefore(" pendings"u8) + (body.NumberBefore(" omissions"u8) ?? 0));
            sink.AddTests(body.NumberBefore(" run"u8) ?? body.NumberBefore(" test"u8), failed, skipped);
            sink.Ended(failed > 0 ? LogOutcome.Failed : LogOutcome.Passed, EndOf.Tool, line.Number);
            return LineUse.Take;
        }

        if (_nameFollows)
        {
            _nameFollows = false;
            return TryName(body, out var test, out var file, out var at) ? Begin(line, test, file, at, sink) : LineUse.Pass;
        }

        if (IsHeader(body, out var rest))
        {
            return Header(line, rest, sink);
        }

        if (IsReporterMark(body, out var marked))
        {
            return Begin(line, marked.Decode(300), null, null, sink);
        }

        return _inBlock ? InBlock(line, sink) : LineUse.Pass;
    }

    public void Complete(IFindingSink sink) => _block.Flush(sink);

    private static bool IsTotals(ReadOnlySpan<byte> body)
        => body.Length > 0 && ByteText.IsDigit(body[0]) && body.Has(" assertions, "u8) && body.Has(" failures, "u8) && body.Has(" errors"u8);

    /// <summary>"  1) Failure:", "Failure:", "Error: test_raise(UnitTest):".</summary>
    private static bool IsHeader(ReadOnlySpan<byte> body, out ReadOnlySpan<byte> rest)
    {
        rest = body;
        if (rest.TryTakeInt(out _))
        {
            var bare = rest.SequenceEqual(") Failure:"u8) || rest.SequenceEqual(") Error:"u8);
            rest = default;
            return bare;
        }

        return body.TryAfter("Failure:"u8, out rest) || body.TryAfter("Error:"u8, out rest);
    }

    private LineUse Header(in LogLine line, ReadOnlySpan<byte> rest, IFindingSink sink)
    {
        rest = rest.TrimBlanks();
        if (rest.IsEmpty)
        {
            _block.Flush(sink);
            (_nameFollows, _quoted, _inBlock) = (true, false, false);
            return LineUse.Wait;
        }

        if (!TryUnitName(rest, out var test))
        {
            return _inBlock ? InBlock(line, sink) : LineUse.Pass;
        }

        _quoted = true;
        return Begin(line, test, null, null, sink);
    }

    private LineUse Begin(in LogLine line, string test, string? file, int? at, IFindingSink sink)
    {
        _block.Begin(test, line.Number, sink);
        _block.Place(file, at, null);
        _inBlock = true;
        return LineUse.TakeAndWait;
    }

    /// <summary>Minitest parts failures by blank lines, which a message may hold; test-unit by rules.</summary>
    private LineUse InBlock(in LogLine line, IFindingSink sink)
    {
        var body = line.Body;
        if (body.StartsWith("====="u8) || body.StartsWith("Finished in"u8) || body.StartsWith("bin/rails test "u8) || (line.IsBlank && _block.HasFrame))
        {
            End(sink);
            return LineUse.Pass;
        }

        if (!(_quoted && (body.StartsWith("=> "u8) || (line.Indent > 4 && body.Length > 0 && ByteText.IsDigit(body[0])))))
        {
            _block.Add(line.Text);
        }

        return LineUse.TakeAndWait;
    }

    private void End(IFindingSink sink)
    {
        _block.Flush(sink);
        (_inBlock, _nameFollows) = (false, false);
    }

    /// <summary>"CartTest#test_total [test/cart_test.rb:11]:" and "CartTest#test_first_name:".</summary>
    private static bool TryName(ReadOnlySpan<byte> body, out string test, out string? file, out int? line)
    {
        (test, file, line) = (string.Empty, null, null);
        var name = body.TryCut(" ["u8, out var head, out var place) ? head : body.TrimEnd(":"u8);
        var sharp = name.IndexOf((byte)'#');
        if (sharp < 1 || !(name[0] is >= (byte)'A' and <= (byte)'Z'))
        {
            return TryUnitName(body.TrimEnd(":"u8), out test);
        }

        test = name.Decode(500);
        var colon = place.LastIndexOf("]:"u8) is var close and > 0 ? place[..close].LastIndexOf((byte)':') : -1;
        if (colon > 0)
        {
            var number = place[(colon + 1)..];
            file = place[..colon].Decode();
            line = number.TryTakeInt(out var value) ? value : null;
        }

        return true;
    }

    /// <summary>test-unit and old Minitest: "test_total(UnitTest)", a colon may follow.</summary>
    private static bool TryUnitName(ReadOnlySpan<byte> text, out string test)
    {
        test = string.Empty;
        text = text.TrimEnd(": "u8);
        var open = text.LastIndexOf((byte)'(');
        if (open < 1 || text[^1] != ')' || open + 2 >= text.Length || !(text[open + 1] is >= (byte)'A' and <= (byte)'Z') || text[(open + 1)..^1].IndexOf((byte)' ') >= 0)
        {
            return false;
        }

        test = $"{text[(open + 1)..^1].Decode(200)}#{text[..open].Decode(300)}";
        return true;
    }

    /// <summary>minitest-reporters: " FAIL CartTest#test_total (0.01s)", "ERROR CartTest#test_x (0.00s)".</summary>
    private static bool IsReporterMark(ReadOnlySpan<byte> body, out ReadOnlySpan<byte> name)
    {
        name = default;
        if (!body.TryAfter("FAIL "u8, out var rest) && !body.TryAfter("ERROR "u8, out rest))
        {
            return false;
        }

        name = rest.TryCut(" ("u8, out var head, out var time) && time.EndsWith("s)"u8) ? head.TrimBlanks() : default;
        return name.IndexOf("#test_"u8) > 0 && name.IndexOf((byte)' ') < 0;
    }
}
