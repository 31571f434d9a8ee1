namespace BackgroundAgent.Patching.Dependencies.NuGet;

/// <summary>A stretch of a text.</summary>
internal readonly record struct Span(int Start, int Length)
{
    public string Of(string text) => text.Substring(Start, Length);
}

/// <summary>An element with the places of its attribute values and of its text.</summary>
internal sealed class XmlElementSpan(string name, XmlElementSpan? parent)
{
    public string Name { get; } = name;

    public XmlElementSpan? Parent { get; } = parent;

    public Dictionary<string, Span> Attributes { get; } = new(StringComparer.Ordinal);

    public List<XmlElementSpan> Children { get; } = [];

    /// <summary>Text directly inside; null when there is none but white space.</summary>
    public Span? Text { get; set; }
}

/// <summary>
/// Finds where in an XML text things stand, so that an edit changes just those characters: writing through an XML library would normalise
/// line endings, quotes and spaces. Comments, CDATA and processing instructions are stepped over. The text is taken as well-formed; what is
/// not ends the scan early and nothing behind it is found.
/// </summary>
internal sealed class XmlSpans
{
    private readonly string _text;
    private readonly List<XmlElementSpan> _elements = [];
    private XmlElementSpan? _open;
    private int _at;

    private XmlSpans(string text) => _text = text;

    /// <returns>All elements in document order.</returns>
    public static IReadOnlyList<XmlElementSpan> Read(string text)
    {
        var scan = new XmlSpans(text);
        while (scan.Next())
        {
        }

        return scan._elements;
    }

    private bool Next()
    {
        var tag = _text.IndexOf('<', _at);
        if (tag < 0)
        {
            return false;
        }

        NoteText(new Span(_at, tag - _at));
        _at = tag;
        return Skips("<!--", "-->") || Skips("<![CDATA[", "]]>") || Skips("<?", "?>") || Skips("<!", ">") || (Looking("</") ? Close() : Open());
    }

    private void NoteText(Span span)
    {
        var text = span.Of(_text);
        var trimmed = text.Trim();
        if (_open is not null && trimmed.Length > 0)
        {
            _open.Text ??= new Span(span.Start + text.IndexOf(trimmed, StringComparison.Ordinal), trimmed.Length);
        }
    }

    private bool Looking(string token) => _text.AsSpan(_at).StartsWith(token, StringComparison.Ordinal);

    private bool Skips(string opening, string closing)
    {
        if (!Looking(opening))
        {
            return false;
        }

        var end = _text.IndexOf(closing, _at + opening.Length, StringComparison.Ordinal);
        _at = end < 0 ? _text.Length : end + closing.Length;
        return true;
    }

    private bool Close()
    {
        var end = _text.IndexOf('>', _at);
        _open = _open?.Parent;
        _at = end + 1;
        return end >= 0;
    }

    private bool Open()
    {
        _at++;
        var element = new XmlElementSpan(Word(), _open);
        while (ReadAttribute(element))
        {
        }

        var selfClosing = Looking("/>");
        var end = _text.IndexOf('>', _at);
        if (end < 0 || element.Name.Length == 0)
        {
            return false;
        }

        _at = end + 1;
        _elements.Add(element);
        _open?.Children.Add(element);
        _open = selfClosing ? _open : element;
        return true;
    }

    private bool ReadAttribute(XmlElementSpan element)
    {
        SkipSpace();
        var name = Word();
        SkipSpace();
        if (name.Length == 0 || !Looking("="))
        {
            return false;
        }

        _at++;
        SkipSpace();
        if (_at >= _text.Length || _text[_at] is not ('"' or '\''))
        {
            return false;
        }

        var end = _text.IndexOf(_text[_at], _at + 1);
        if (end < 0)
        {
            return false;
        }

        element.Attributes[name] = new Span(_at + 1, end - _at - 1);
        _at = end + 1;
        return true;
    }

    private string Word()
    {
        var start = _at;
        while (_at < _text.Length && !char.IsWhiteSpace(_text[_at]) && _text[_at] is not ('=' or '>' or '/' or '<' or '"' or '\''))
        {
            _at++;
        }

        return _text[start.._at];
    }

    private void SkipSpace()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
        {
            _at++;
        }
    }
}
