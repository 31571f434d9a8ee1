using BackgroundAgent.Contracts.Findings;

namespace BackgroundAgent.Diagnosis.Engine;

/// <summary>By what two drafts are the same finding: the name of the failed test, else place, code and message. Keeps what the draft held when it came.</summary>
internal sealed class FindingKey : IEquatable<FindingKey>
{
    private readonly string? _file;
    private readonly string? _code;
    private readonly string? _test;
    private readonly string? _message;
    private readonly int _line;
    private readonly int _column;
    private readonly int _hash;

    public FindingKey(Draft draft)
    {
        _test = draft.Test;
        if (draft is not { Category: FindingCategory.Test, Test: not null, Severity: FindingSeverity.Error })
        {
            (_file, _code, _message) = (draft.File, draft.Code, draft.Message);
            (_line, _column) = (draft.Line ?? -1, draft.Column ?? -1);
        }

        _hash = (((((Hash(_file) * 31) + Hash(_code)) * 31) + Hash(_test)) * 31) + Hash(_message) + (_line * 397) + _column;
    }

    public bool Equals(FindingKey? other)
        => other is not null && _hash == other._hash && _line == other._line && _column == other._column && _file == other._file && _code == other._code && _test == other._test
            && _message == other._message;

    public override bool Equals(object? obj) => Equals(obj as FindingKey);

    public override int GetHashCode() => _hash;

    private static int Hash(string? text) => text is null ? 0 : string.GetHashCode(text);
}
