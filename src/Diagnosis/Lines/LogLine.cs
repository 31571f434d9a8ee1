namespace BackgroundAgent.Diagnosis.Lines;

/// <summary>One line of a log after its container (timestamps, step markers, colours) is taken off. Valid only during the call it is passed to.</summary>
internal readonly ref struct LogLine
{
    public LogLine(ReadOnlySpan<byte> text, long number, LineMark mark = LineMark.None)
    {
        Text = text;
        Number = number;
        Mark = mark;
        Indent = text.CountLeadingBlanks();
    }

    /// <summary>UTF-8 without colours, control codes and trailing white space; at most <see cref="LineSplitter.MaxLineBytes"/> long.</summary>
    public ReadOnlySpan<byte> Text { get; }

    /// <summary>1-based line of the input; CR, LF and CRLF each end one.</summary>
    public long Number { get; }

    /// <summary>What the container said about the line, such as <c>##[error]</c>.</summary>
    public LineMark Mark { get; }

    /// <summary>Leading blanks and tabs.</summary>
    public int Indent { get; }

    /// <summary><see cref="Text"/> without its indentation.</summary>
    public ReadOnlySpan<byte> Body => Text[Indent..];

    public bool IsBlank => Indent == Text.Length;

    public bool StartsWith(ReadOnlySpan<byte> prefix) => Text.StartsWith(prefix);

    public bool Contains(ReadOnlySpan<byte> part) => Text.IndexOf(part) >= 0;
}

/// <summary>How a container marked a line.</summary>
internal enum LineMark : byte
{
    None,
    Error,
    Warning,
    Notice,
    Debug,
    Command,
    Group,
}
