using BackgroundAgent.Diagnosis.Engine;

namespace BackgroundAgent.Diagnosis.Tools.GoTestJson;

/// <summary>A test that runs, and the first of what it printed.</summary>
internal sealed class GoTest(long line)
{
    private const int MaxLines = 30;

    private readonly List<string> _output = [];

    /// <summary>Line of the input where it began.</summary>
    public long Line => line;

    public void Add(string output)
    {
        var text = output.Trim();
        if (_output.Count < MaxLines && text.Length > 0 && !text.StartsWith("=== ", StringComparison.Ordinal) && !text.StartsWith("--- ", StringComparison.Ordinal))
        {
            _output.Add(text.Length > 500 ? text[..500] : text);
        }
    }

    /// <summary><c>file_test.go:12: text</c>, or a frame of a panic.</summary>
    public CodePlace? Place() => StackPlace.Find(string.Join('\n', _output.Select(o => o.Split(" +0x")[0])));

    public string? Message() => _output.Count > 0 ? string.Join('\n', _output.Take(12)) : null;
}
