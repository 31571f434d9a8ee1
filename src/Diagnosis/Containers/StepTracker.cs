using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Containers;

/// <summary>The steps of a job as its log shows them. One is open at a time.</summary>
internal sealed class StepTracker
{
    /// <summary>Steps kept of one log; the rest belongs to the last one.</summary>
    public const int MaxSteps = 2000;

    private readonly List<Step> _steps = [];

    public int Count => _steps.Count;

    /// <summary>The number of the step that is open, -1 before the first.</summary>
    public int Current => _steps.Count - 1;

    /// <summary>True while the log shows the command that a step is going to run, not what the command prints.</summary>
    public bool ShowsCommand { get; set; }

    public void Begin(ReadOnlySpan<byte> name, long line)
    {
        if (_steps.Count < MaxSteps)
        {
            End(line - 1);
            _steps.Add(new(name.TrimBlanks().Decode(200), line));
        }
    }

    /// <summary>Ends the open step, if any, at the line.</summary>
    public void End(long line)
    {
        if (_steps.Count > 0 && _steps[^1].EndLine == 0)
        {
            _steps[^1].EndLine = Math.Max(line, _steps[^1].StartLine);
        }
    }

    /// <summary>Marks the open step, or the one that was open last, as failed.</summary>
    public void Fail()
    {
        if (_steps.Count > 0)
        {
            _steps[^1].Failed = true;
        }
    }

    public bool IsFailed(int step) => step >= 0 && step < _steps.Count && _steps[step].Failed;

    public IReadOnlyList<LogStep> Complete(long lastLine)
    {
        End(lastLine);
        return [.. _steps.Select(s => new LogStep(s.Name, s.StartLine, s.EndLine, s.Failed))];
    }

    private sealed class Step(string name, long startLine)
    {
        public string Name => name;

        public long StartLine => startLine;

        public long EndLine { get; set; }

        public bool Failed { get; set; }
    }
}
