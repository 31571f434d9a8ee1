using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tools.Generic;

/// <summary>A diagnostic whose place comes a few lines below it: <c>at file:1:2</c>, <c>--&gt; file:1:2</c>, <c>on file line 1</c>.</summary>
internal sealed class PlaceBelow
{
    private const int MaxLines = 8;
    private const int MaxAbove = 4;

    private static readonly byte[][] Leads = [.. new[] { "at ", "--> ", "-> ", "on ", "in ", "in expression starting at ", "The error appears to be in ", "┌─ ", "╭─[", "╭▸ " }.Select(System.Text.Encoding.UTF8.GetBytes)];

    private Draft? _draft;
    private int _lines;
    private bool _needsPlace;

    public bool IsOpen => _draft is not null;

    /// <param name="draft">What the diagnostic says.</param>
    /// <param name="sink">Gets what was pending.</param>
    /// <param name="needsPlace">Without a place it is none: <c>[WARNING] text</c> may be any log message.</param>
    public void Begin(Draft draft, IFindingSink sink, bool needsPlace = false)
    {
        Complete(sink);
        (_draft, _lines, _needsPlace) = (draft, 0, needsPlace);
    }

    /// <summary>True where the line was the place.</summary>
    public bool Read(in LogLine line, IFindingSink sink)
    {
        if (_draft is null)
        {
            return false;
        }

        var body = BoxText.TrimStart(line.Body).TrimStart("["u8);
        if ((line.Indent > 0 || body.Length < line.Body.Length) && DiagnosticLine.TryPlace(body, out var bare) && IsName(body[bare.End..]))
        {
            (_draft.File, _draft.Line, _draft.Column) = (bare.File.Decode(), bare.Line, bare.Column);
            (_needsPlace, _draft.Role) = (false, Role.Failure);
            Complete(sink);
            return true;
        }

        foreach (var lead in Leads)
        {
            if (body.TryAfter(lead, out var rest) && DiagnosticLine.TryPlace(rest, out var place))
            {
                return Place(place, sink);
            }
        }

        // The error of a macro that the command line defines has no place but that of its use.
        if (_lines == 0 && DiagnosticLine.TryPlace(body, out var used) && body[used.End..].StartsWith(": note: in expansion of macro "u8))
        {
            return Place(used, sink);
        }

        if (line.Indent > 0 && TrySpaced(body, out var spaced))
        {
            return Place(spaced, sink);
        }

        if (++_lines > MaxLines || (line.Indent == 0 && !line.IsBlank && _lines > 1 && !IsListing(line.Body)))
        {
            Complete(sink);
        }

        return false;
    }

    /// <summary><c>12 │ source</c></summary>
    private static bool IsListing(ReadOnlySpan<byte> body)
        => body.TryTakeInt(out _) && body.TrimBlanks() is { IsEmpty: false } bar && (bar[0] == '|' || bar.StartsWith("│"u8));

    /// <summary><c>file 12:5  root stylesheet</c>: Sass parts the place by a blank.</summary>
    private static bool TrySpaced(ReadOnlySpan<byte> body, out PlaceText place)
    {
        place = default;
        var blank = body.IndexOf((byte)' ');
        return blank > 3 && PathText.IsSurelyPath(body[..blank]) && PlaceText.TrySpaced(body, blank, ref place);
    }

    private bool Place(in PlaceText place, IFindingSink sink)
    {
        (_draft!.File, _draft.Line, _draft.Column) = (place.File.Decode(), place.Line, place.Column);
        _needsPlace = false;
        Complete(sink);
        return true;
    }

    public void Complete(IFindingSink sink)
    {
        if (_draft is not null && !_needsPlace)
        {
            sink.Add(_draft);
        }

        _draft = null;
    }

    /// <summary>A line just above that is a place and nothing else: <c>src/app.svelte:12:5</c>, <c>In app.cr:12:5</c>, <c>File "a.ml", line 12, characters 5-9:</c>.</summary>
    public static void LookAbove(Draft draft, IFindingSink sink)
    {
        for (var back = 1; back <= MaxAbove && sink.TryLine(draft.LogLine - back, out var above); back++)
        {
            var text = above.TrimBlanks();
            var named = text.TryAfter("In "u8, out var rest) || text.TryAfter("File "u8, out rest);
            text = named ? rest : text;
            if (!DiagnosticLine.TryPlace(text, out var place) || (place.Column is null && !named))
            {
                continue;
            }

            var behind = text[place.End..].TrimStart(", "u8);
            if (behind.TrimEnd(": "u8).IsEmpty || (behind.StartsWith("characters "u8) && behind.EndsWith(":"u8)))
            {
                (draft.File, draft.Line, draft.Column) = (place.File.Decode(), place.Line, place.Column);
                draft.Role = Role.Failure;
                return;
            }
        }
    }

    /// <summary>
    /// A place with nothing behind it, or only with what it is about, whose rule and text stand on the line above: <c>E3002 text</c>, <c>[206] text</c>, <c>name[missing]: text</c>;
    /// or a few lines above, where a corner leads to the place: <c>⚠ plugin(rule): text</c>.
    /// </summary>
    public static bool TakeTextAbove(Draft draft, bool drawn, IFindingSink sink)
    {
        for (var back = 1; back <= (drawn ? MaxAbove : 1) && sink.TryLine(draft.LogLine - back, out var above); back++)
        {
            var text = above.TrimBlanks();
            ReadOnlySpan<byte> rest = default;
            var marked = drawn && (text.TryAfter("× "u8, out rest) || text.TryAfter("x "u8, out rest) || text.TryAfter("✖ "u8, out rest) || text.TryAfter("⚠ "u8, out rest) || text.TryAfter("! "u8, out rest));
            if (marked)
            {
                draft.Severity = text.StartsWith("⚠"u8) || text[0] == '!' ? Contracts.Findings.FindingSeverity.Warning : Contracts.Findings.FindingSeverity.Error;
                text = rest.TrimBlanks();
            }

            var code = CodeText.AtHead(text) ?? CodeText.NumberInBrackets(text);
            if (marked || (!drawn && code is not null && !PlaceText.TryFind(text, out _) && above.CountLeadingBlanks() == 0 && (CodeText.IsNumbered(System.Text.Encoding.UTF8.GetBytes(code)) || code[^1] == ']' || text[0] == '[')))
            {
                (draft.Code, draft.Role, draft.Message) = (code, Role.Failure, text.Decode());
                return true;
            }
        }

        return false;
    }

    /// <summary>Nothing, or the function it happened in: <c>lib/cart.ex:12: Cart.total/1</c>.</summary>
    private static bool IsName(ReadOnlySpan<byte> rest)
    {
        rest = rest.Trim(": ]"u8);
        return rest.IsEmpty || (rest.Length < 100 && rest.IndexOf((byte)' ') < 0 && rest.IndexOf((byte)'/') > 0);
    }
}
