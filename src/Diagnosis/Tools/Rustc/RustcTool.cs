using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tools.Rustc;

/// <summary>rustc and Clippy: a headline, then <c>--&gt;</c> with the place.</summary>
internal sealed class RustcTool : IToolParser
{
    public const string Name = "rustc";

    private static readonly LinePattern[] Headlines = [new("{sev}[{code}]: {msg}"), new("{sev}: {msg}")];
    private static readonly LinePattern Place = new("--> {file}:{line}:{col}");
    private static readonly LinePattern Short = new("{file}.rs:{line}:{col}: {sev}[{code}]: {msg}");
    private static readonly LinePattern ShortPlain = new("{file}.rs:{line}:{col}: {sev}: {msg}");
    private static readonly LinePattern Diff = new("Diff in {file} at line {line}:");
    private static readonly LinePattern DiffNew = new("Diff in {file}:{line}:");

    private Draft? _open;
    private Draft? _placed;
    private int _lines;

    public static Tool Definition { get; } = new(Name, ["^error[e0", "^error: ", "^warning: ", "^warning[e0", ".rs:0", "^diff in ", "= note: `#[", "= help: for further information visit"], () => new RustcTool());

    public LineUse Read(in LogLine line, IFindingSink sink)
    {
        var body = line.Body;
        if (_open is not null)
        {
            return ReadPlace(line, body, sink);
        }

        if (_placed is not null && ReadLintName(body))
        {
            return LineUse.Take;
        }

        if (TryOneLine(line, body, sink))
        {
            return LineUse.Take;
        }

        if (line.Indent > 0 || !LinePattern.TryMatchAny(Headlines, body, out var match) || !(body.StartsWith("error"u8) || body.StartsWith("warning"u8)) || match.Message.IsEmpty)
        {
            return LineUse.Pass;
        }

        _open = new Draft { Tool = Name, Category = FindingCategory.Compile, LogLine = line.Number }.With(match);
        (_lines, _placed) = (0, null);
        return LineUse.Wait;
    }

    public void Complete(IFindingSink sink)
    {
        if (_open?.Code is not null)
        {
            sink.Add(_open);
        }
    }

    private LineUse ReadPlace(in LogLine line, ReadOnlySpan<byte> body, IFindingSink sink)
    {
        if (Place.TryMatch(body, out var match))
        {
            sink.Add(_open!.With(match));
            (_placed, _open) = (_open, null);
            return LineUse.Take;
        }

        // A long message goes on over some lines before its place; only a headline with a code is believed without one.
        if (++_lines <= 3 && !body.IsEmpty && !body.StartsWith("error"u8) && !body.StartsWith("warning"u8))
        {
            return LineUse.Wait;
        }

        var open = _open!;
        _open = null;
        if (open.Code is not null && open.Code.StartsWith('E'))
        {
            sink.Add(open);
        }

        return Read(line, sink);
    }

    private static bool TryOneLine(in LogLine line, ReadOnlySpan<byte> body, IFindingSink sink)
    {
        if (Short.TryMatch(body, out var match) || ShortPlain.TryMatch(body, out match))
        {
            var draft = new Draft { Tool = Name, Category = FindingCategory.Compile, LogLine = line.Number }.With(match);
            draft.File += ".rs";
            sink.Add(draft);
            return true;
        }

        if ((Diff.TryMatch(body, out match) || DiffNew.TryMatch(body, out match)) && match.File.EndsWith(".rs"u8))
        {
            sink.Add(new Draft { Tool = "rustfmt", Category = FindingCategory.Lint, LogLine = line.Number, Message = "not formatted" }.With(match));
            return true;
        }

        return false;
    }

    // "= note: `#[deny(clippy::needless_return)]` on by default" and the link to the lint's page name the lint.
    private bool ReadLintName(ReadOnlySpan<byte> body)
    {
        var at = body.IndexOf("clippy::"u8);
        if (at < 0)
        {
            at = body.IndexOf("index.html#"u8) is var link and >= 0 ? link + 11 : -1;
        }

        if (at < 0 || !body.StartsWith("= "u8) || _placed!.Code is not null)
        {
            return false;
        }

        var end = at;
        while (end < body.Length && (ByteText.IsWord(body[end]) || body[end] == ':' || body[end] == '-'))
        {
            end++;
        }

        var name = body[at..end].Decode(100);
        _placed.Code = name.StartsWith("clippy::", StringComparison.Ordinal) ? name : $"clippy::{name}";
        _placed.Category = FindingCategory.Lint;
        return true;
    }
}
