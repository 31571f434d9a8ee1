using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tools.Generic;

/// <summary>A diagnostic whose place comes a few lines below it: <c>at file:1:2</c>, <c>--&gt; file:1:2</c>, <c>on file line 1</c>.</summary>
internal sealed class PlaceBelow
{
    private const int MaxLines = 8;
    private const int MaxAbove = 4;

    private static readonly byte[][] Leads = [.. new[] { "at ", "--> ", "-> ", "on ", "in ", "┌─ ", "╭─[", "╭▸ " }.Select(System.Text.Encoding.UTF8.GetBytes)];

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
                (_draft.File, _draft.Line, _draft.Column) = (place.File.Decode(), place.Line, place.Column);
                _needsPlace = false;
                Complete(sink);
                return true;
            }
        }

        if (++_lines > MaxLines || (line.Indent == 0 && !line.IsBlank && _lines > 1))
        {
            Complete(sink);
        }

        return false;
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

    /// <summary>Nothing, or the function it happened in: <c>lib/cart.ex:12: Cart.total/1</c>.</summary>
    private static bool IsName(ReadOnlySpan<byte> rest)
    {
        rest = rest.Trim(": ]"u8);
        return rest.IsEmpty || (rest.Length < 100 && rest.IndexOf((byte)' ') < 0 && rest.IndexOf((byte)'/') > 0);
    }
}
