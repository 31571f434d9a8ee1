using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Containers;

/// <summary>
/// The steps of a job as its log shows them. Services that only name the next step use <see cref="Begin"/>; those whose sections lie in each other open and close them;
/// a build whose steps take turns goes back to one by its number.
/// </summary>
internal sealed class StepTracker
{
    /// <summary>Steps kept of one log; the rest belongs to the last one.</summary>
    public const int MaxSteps = 2000;

    /// <summary>Sections kept open in each other.</summary>
    private const int MaxDepth = 50;

    /// <summary>A line that is marked as an error and this near to a step's end is what ended it; further up it is a note of a step that went on.</summary>
    private const int NearTheEnd = 10;

    /// <summary>Sections that a failure ended together end within so many lines.</summary>
    private const int TogetherLines = 3;

    private readonly List<Step> _steps = [];
    private readonly List<int> _open = [];
    private int _current = -1;

    public int Count => _steps.Count;

    /// <summary>The number of the innermost open step, or of the last one that was open; -1 before the first.</summary>
    public int Current => _open.Count > 0 ? _open[^1] : _current;

    /// <summary>True while the log shows the command that a step is going to run, not what the command prints.</summary>
    public bool ShowsCommand { get; set; }

    /// <summary>What the readers of single services have to remember between lines.</summary>
    public MarkerMemory Memory { get; } = new();

    public bool IsOpen => _open.Count > 0;

    /// <summary>The name of <see cref="Current"/>; empty before the first.</summary>
    public string CurrentName => Current >= 0 ? _steps[Current].Name : string.Empty;

    /// <summary>Ends whatever is open and begins a step.</summary>
    public void Begin(ReadOnlySpan<byte> name, long line)
    {
        if (_steps.Count < MaxSteps)
        {
            End(line - 1);
            Add(name, line);
        }
    }

    /// <summary>What was begun last was no step: the one before goes on.</summary>
    public void TakeBack()
    {
        if (_open is [var last] && last == _steps.Count - 1)
        {
            _steps.RemoveAt(last);
            _open.Clear();
            if (last > 0)
            {
                _open.Add(last - 1);
            }
        }
    }

    /// <summary>Opens a section inside of what is open.</summary>
    public void Open(ReadOnlySpan<byte> name, long line)
    {
        if (_steps.Count < MaxSteps && _open.Count < MaxDepth)
        {
            Add(name, line);
        }
    }

    /// <summary>Closes the innermost section of the name, with all that is in it; a name that is not open is nothing. Without a name, the innermost one.</summary>
    public void Close(ReadOnlySpan<byte> name, long line)
    {
        var wanted = name.TrimBlanks().Decode(200);
        var at = _open.Count - 1;
        while (at >= 0 && wanted.Length > 0 && _steps[_open[at]].Name != wanted)
        {
            at--;
        }

        while (at >= 0 && _open.Count > at)
        {
            EndInnermost(line);
        }
    }

    /// <summary>Ends all that is open at the line.</summary>
    public void End(long line)
    {
        while (_open.Count > 0)
        {
            EndInnermost(line);
        }
    }

    /// <summary>Goes back to a step that others took turns with, which lasts at least to this line.</summary>
    public void Resume(int step, long line)
    {
        _open.Clear();
        _current = step;
        _steps[step].EndLine = line;
    }

    /// <summary>Marks the step that failed: what is open, or else the last one that is no tidying up.</summary>
    public void Fail()
    {
        if (_open.Count > 0)
        {
            foreach (var step in _open)
            {
                _steps[step].Failed = true;
            }
        }
        else if (LastToEnd() is var last and >= 0)
        {
            for (var step = last; step < _steps.Count; step++)
            {
                // With it those inside it that ended together with it.
                _steps[step].Failed |= !_steps[step].IsAside && _steps[step].EndLine >= _steps[last].EndLine - TogetherLines;
            }
        }
    }

    /// <summary>Marks the current step alone.</summary>
    public void FailCurrent()
    {
        if (Current >= 0)
        {
            _steps[Current].Failed = true;
        }
    }

    /// <summary>Notes that a line of the current step is marked as an error.</summary>
    public void NoteError(long line)
    {
        if (Current >= 0)
        {
            _steps[Current].ErrorAt = line;
        }
    }

    /// <summary>The current step was skipped or only tidies up, so that it is not what ended the job.</summary>
    public void SetAside()
    {
        if (Current >= 0)
        {
            _steps[Current].IsAside = true;
        }
    }

    public bool IsFailed(int step) => step >= 0 && step < _steps.Count && _steps[step].Failed;

    /// <summary>Ends what is open with the log. Where the job failed and no step is known to, the last one with a line marked as an error did.</summary>
    public void Settle(long lastLine, bool failed)
    {
        End(lastLine);
        foreach (var step in _steps)
        {
            step.Failed |= step.ErrorAt > 0 && step.EndLine - step.ErrorAt <= NearTheEnd;
        }

        if (failed && !_steps.Exists(step => step.Failed) && _steps.FindLast(step => step.ErrorAt > 0) is { } suspect)
        {
            suspect.Failed = true;
        }
    }

    public IReadOnlyList<LogStep> Complete(long lastLine)
    {
        End(lastLine);
        return [.. _steps.Select(s => new LogStep(s.Name, s.StartLine, s.EndLine, s.Failed))];
    }

    private void Add(ReadOnlySpan<byte> name, long line)
    {
        _open.Add(_steps.Count);
        _steps.Add(new(name.TrimBlanks().Decode(200), line));
    }

    /// <summary>-1 where there is none.</summary>
    private int LastToEnd()
    {
        var last = -1;
        for (var step = 0; step < _steps.Count; step++)
        {
            if (!_steps[step].IsAside && (last < 0 || _steps[step].EndLine > _steps[last].EndLine))
            {
                last = step;
            }
        }

        return last;
    }

    private void EndInnermost(long line)
    {
        _current = _open[^1];
        _open.RemoveAt(_open.Count - 1);
        var step = _steps[_current];
        step.EndLine = Math.Max(line, step.StartLine);
    }

    private sealed class Step
    {
        public Step(string name, long startLine) => (Name, StartLine, EndLine) = (name, startLine, startLine);

        public string Name { get; }

        public long StartLine { get; }

        public long EndLine { get; set; }

        /// <summary>The last line marked as an error; 0 where there is none.</summary>
        public long ErrorAt { get; set; }

        /// <summary>It was skipped, or only tidies up.</summary>
        public bool IsAside { get; set; }

        public bool Failed { get; set; }
    }
}
