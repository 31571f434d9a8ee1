namespace BackgroundAgent.Diagnosis.Lines;

/// <summary>What a <see cref="LinePattern"/> found. Spans point into the line.</summary>
internal ref struct PatternMatch
{
    public ReadOnlySpan<byte> File { get; private set; }

    public ReadOnlySpan<byte> Code { get; private set; }

    public ReadOnlySpan<byte> Message { get; private set; }

    public ReadOnlySpan<byte> Test { get; private set; }

    public ReadOnlySpan<byte> Any { get; private set; }

    public ReadOnlySpan<byte> Severity { get; private set; }

    public int? Line { get; private set; }

    public int? Column { get; private set; }

    public int? EndLine { get; private set; }

    public int? EndColumn { get; private set; }

    public int? Number { get; private set; }

    public void SetNumber(PatternField field, int value)
    {
        switch (field)
        {
            case PatternField.Line: Line = value; break;
            case PatternField.Column: Column = value; break;
            case PatternField.EndLine: EndLine = value; break;
            case PatternField.EndColumn: EndColumn = value; break;
            default: Number = value; break;
        }
    }

    public void SetText(PatternField field, ReadOnlySpan<byte> value)
    {
        switch (field)
        {
            case PatternField.File: File = value; break;
            case PatternField.Code: Code = value; break;
            case PatternField.Message: Message = value; break;
            case PatternField.Test: Test = value; break;
            case PatternField.Severity: Severity = value; break;
            default: Any = value; break;
        }
    }
}
