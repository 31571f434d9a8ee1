using BackgroundAgent.Diagnosis.Causes;
using BackgroundAgent.Diagnosis.Containers;
using BackgroundAgent.Diagnosis.Containers.GitHubActions;
using BackgroundAgent.Diagnosis.Flakiness;
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
    private readonly ToolDispatcher?[] _toolsOfJobs = new ToolDispatcher?[JobPrefix.MaxJobs];
    private readonly JobPrefix _jobs = new();
    private readonly LineHistory _history;
    private readonly byte[] _clean;
    private readonly byte[] _folded;

    public ConsoleReader(ReaderRegistry registry, ReaderMemory memory)
    {
        (_history, _clean, _folded) = (memory.History, memory.Clean, memory.Folded);
        _registry = registry;
        _tools = new ToolDispatcher(registry.Tools);
        Findings = new FindingCollector(_history, Steps, registry.NamesPassedTests);
        Evidence = new EvidenceBook(registry.Rules.Count);
    }

    public StepTracker Steps { get; } = new();

    public FindingCollector Findings { get; }

    public EvidenceBook Evidence { get; }

    public long Lines { get; private set; }

    public void Line(ReadOnlySpan<byte> raw, long number)
    {
        Lines = number;
        Steps.Memory.IsColoured = ControlBytes.Any(raw);
        if (Steps.Memory.IsColoured)
        {
            raw = _clean.AsSpan(0, AnsiText.Strip(raw, _clean));
        }

        var stripped = LinePrefix.Strip(raw, out var columns);
        if (!columns.IsEmpty)
        {
            GitHubColumns.Read(columns, number, Steps);
        }

        var text = _jobs.Strip(stripped, number, Steps);
        var tools = _jobs.Job == 0 ? _tools : ToolsOf(_jobs.Job);
        var mark = ContainerMarkers.Read(ref text, number, Steps);
        text = text.TrimEndBlanks();
        _history.Add(text, number);
        Findings.LineRead(text, number);
        var silent = mark is LineMark.Command or LineMark.Group or LineMark.Debug || Steps.ShowsCommand;
        if (silent || (text.IsEmpty && !tools.HasWaiting))
        {
            return;
        }

        if (_registry.NamesPassedTests)
        {
            Findings.AddPassed(PassedTestLine.NameOf(text));
        }

        var line = new LogLine(text, number, mark);
        var interested = _registry.Triggers.Scan(line.Body, _folded);
        if (mark is LineMark.Error or LineMark.Warning)
        {
            interested.Add(_registry.MarkedLines);
        }

        var forRules = interested;
        if (!interested.IsEmpty || tools.HasWaiting)
        {
            interested.Keep(_registry.ToolMask);
            tools.Show(line, interested, Findings);
        }

        forRules.Keep(_registry.RuleMask);
        while (forRules.TryTake(out var reader))
        {
            var rule = reader - _registry.Tools.Count;
            if (_registry.HasPhrase(rule, line.Body) && _registry.Rules[rule].Confirms(line))
            {
                Evidence.Note(rule, line);
            }
        }
    }

    public void Complete()
    {
        _tools.Complete(Findings);
        foreach (var tools in _toolsOfJobs)
        {
            tools?.Complete(Findings);
        }
    }

    /// <summary>Parsers of its own for each job whose lines take turns with others', so that none reads a block with another job's lines in it.</summary>
    private ToolDispatcher ToolsOf(int job) => _toolsOfJobs[job - 1] ??= new ToolDispatcher(_registry.Tools);
}
