using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tools.Tap;

/// <summary>TAP 12 to 14: <c>ok</c> and <c>not ok</c> lines, subtests by indentation, diagnostics behind the result.</summary>
internal sealed class TapTool : IToolParser
{
    public const string Name = "tap";

    private const int MaxDepth = 32;

    private readonly TestBlock _block = new(Name);
    private readonly TapDiagnostics _diagnostics;
    private readonly HashSet<int> _parents = [];
    private readonly List<string> _path = [];
    private int _indent;
    private long _run;
    private long _failed;
    private long _skipped;
    private bool _known;

    private TapTool() => _diagnostics = new(_block);

    public static Tool Definition { get; } = new(
        Name, ["^tap version", "^ok 0", "^not ok 0", "^0..0", "^# subtest:", "^not ok - ", "^ok - ", "^bail out!"], () => new TapTool());

    public LineUse Read(in LogLine line, IFindingSink sink)
    {
        if (_diagnostics.IsOpen)
        {
            _diagnostics.Read(line);
            return LineUse.TakeAndWait;
        }

        var body = line.Body;
        if (TapResult.TryParse(body, _known, out var result))
        {
            _block.Flush(sink);
            return Result(line, result, sink);
        }

        if (_block.IsOpen && InBlock(line))
        {
            return LineUse.TakeAndWait;
        }

        _block.Flush(sink);
        if (body.StartsWith("TAP version "u8) || IsPlan(body))
        {
            _known = true;
            return LineUse.Take;
        }

        if (body.TryAfter("# Subtest: "u8, out var subtest))
        {
            SetPath(line.Indent / 4, subtest);
            return LineUse.Take;
        }

        if (body.StartsWith("Bail out!"u8))
        {
            sink.Add(new Draft { Tool = Name, Category = FindingCategory.Test, Message = body.Decode(), LogLine = line.Number });
            sink.Ended(LogOutcome.Failed, EndOf.Tool, line.Number);
            return LineUse.Take;
        }

        return LineUse.Pass;
    }

    public void Complete(IFindingSink sink)
    {
        _block.Flush(sink);
        if (_run > 0 || _known)
        {
            sink.AddTests(_run, _failed, _skipped);
            sink.Ended(_failed > 0 ? LogOutcome.Failed : LogOutcome.Passed, EndOf.Tool, 0);
        }
    }

    /// <summary>A failed test is told about in a block between <c>---</c> and <c>...</c>, in deeper lines, or in comments.</summary>
    private bool InBlock(in LogLine line)
    {
        var body = line.Body;
        if (body.SequenceEqual("---"u8))
        {
            _diagnostics.Begin(line.Indent);
            return true;
        }

        if ((line.Indent <= _indent && !line.IsBlank) || body.StartsWith("# Subtest"u8))
        {
            return false;
        }

        _block.Add(line.Text);
        return true;
    }

    private LineUse Result(in LogLine line, in TapResult result, IFindingSink sink)
    {
        // A parent only repeats what its subtests said.
        var depth = Math.Min(line.Indent / 4, MaxDepth);
        var isParent = _parents.Remove(depth);
        if (depth > 0)
        {
            _parents.Add(depth - 1);
        }

        if (isParent)
        {
            return LineUse.Take;
        }

        _run++;
        _skipped += result.Excused ? 1 : 0;
        if (result.Passed || result.Excused)
        {
            return LineUse.Take;
        }

        _failed++;
        _indent = line.Indent;
        var names = _path.Take(depth).Append(result.Title.Decode(500));
        _block.Begin(string.Join(" > ", names.Where(n => n.Length > 0)), line.Number, sink);
        return LineUse.TakeAndWait;
    }

    private void SetPath(int depth, ReadOnlySpan<byte> name)
    {
        if (depth < MaxDepth)
        {
            _path.RemoveRange(Math.Min(depth, _path.Count), _path.Count - Math.Min(depth, _path.Count));
            while (_path.Count < depth)
            {
                _path.Add(string.Empty);
            }

            _path.Add(name.TrimBlanks().Decode(500));
        }
    }

    /// <summary>"1..12", with an optional comment.</summary>
    private static bool IsPlan(ReadOnlySpan<byte> body)
        => body.TryTakeInt(out var first) && first <= 1 && body.TryAfter(".."u8, out var rest) && rest.TryTakeInt(out _) && (rest.IsEmpty || rest[0] == ' ');
}
