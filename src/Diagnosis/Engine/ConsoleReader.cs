using BackgroundAgent.Diagnosis.Causes;
using BackgroundAgent.Diagnosis.Containers;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Engine;

/// <summary>
/// Reads a log line by line: takes the container off, asks the index who is interested, shows the line to the parsers and cause rules.
/// Its memory does not grow with the log.
/// </summary>
internal sealed class ConsoleReader : ILineReader
{
    private readonly ReaderRegistry _registry;
    private readonly ToolDispatcher _tools;
    private readonly JobPrefix _jobs = new();
    private readonly LineHistory _history;
    private readonly byte[] _clean;
    private readonly byte[] _folded;

    public ConsoleReader(ReaderRegistry registry, ReaderMemory memory)
    {
        (_history, _clean, _folded) = (memory.History, memory.Clean, memory.Folded);
        _registry = registry;
        _tools = new ToolDispatcher(registry.Tools);
        Findings = new FindingCollector(_history, Steps);
        Evidence = new EvidenceBook(registry.Rules.Count);
    }

    public StepTracker Steps { get; } = new();

    public FindingCollector Findings { get; }

    public EvidenceBook Evidence { get; }

    public long Lines { get; private set; }

    public void Line(ReadOnlySpan<byte> raw, long number)
    {
        Lines = number;
        if (ControlBytes.Any(raw))
        {
            raw = _clean.AsSpan(0, AnsiText.Strip(raw, _clean));
        }

        var text = _jobs.Strip(LinePrefix.Strip(raw));
        var mark = ContainerMarkers.Read(ref text, number, Steps);
        text = text.TrimEndBlanks();
        _history.Add(text, number);
        Findings.LineRead(text, number);
        var silent = mark is LineMark.Command or LineMark.Group or LineMark.Debug || Steps.ShowsCommand;
        if (silent || (text.IsEmpty && !_tools.HasWaiting))
        {
            return;
        }

        var line = new LogLine(text, number, mark);
        var interested = _registry.Triggers.Scan(line.Body, _folded);
        if (mark is LineMark.Error or LineMark.Warning)
        {
            interested.Add(_registry.MarkedLines);
        }

        var forRules = interested;
        if (!interested.IsEmpty || _tools.HasWaiting)
        {
            interested.Keep(_registry.ToolMask);
            _tools.Show(line, interested, Findings);
        }

        forRules.Keep(_registry.RuleMask);
        while (forRules.TryTake(out var reader))
        {
            var rule = reader - _registry.Tools.Count;
            if (PhraseText.OccursAny(line.Body, _registry.Rules[rule].Phrases) && _registry.Rules[rule].Confirms(line))
            {
                Evidence.Note(rule, line);
            }
        }
    }

    public void Complete() => _tools.Complete(Findings);
}
