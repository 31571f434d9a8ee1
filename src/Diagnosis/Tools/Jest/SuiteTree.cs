using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tools.Jest;

/// <summary>The suites above a test in the verbose reporter, told by indentation.</summary>
internal sealed class SuiteTree
{
    private const int MaxDepth = 20;

    private readonly List<Suite> _suites = [];

    public void Clear() => _suites.Clear();

    /// <summary>Takes the name of a suite or passes a test that did not fail; false where the tree has ended.</summary>
    public bool Read(in LogLine line)
    {
        var body = line.Body;
        if (line.IsBlank || line.Indent < 2 || body.StartsWith("●"u8))
        {
            return false;
        }

        if (!body.StartsWith("✓"u8) && !body.StartsWith("○"u8) && !body.StartsWith("√"u8) && !body.StartsWith("✎"u8))
        {
            LeaveTo(line.Indent);
            if (_suites.Count < MaxDepth)
            {
                _suites.Add(new(line.Indent, body.Decode(300)));
            }
        }

        return true;
    }

    public string NameOf(int indent, string test)
    {
        LeaveTo(indent);
        return string.Join(" › ", _suites.Select(s => s.Name).Append(test));
    }

    private void LeaveTo(int indent) => _suites.RemoveAll(s => s.Indent >= indent);

    private sealed record Suite(int Indent, string Name);
}
