using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Engine;

/// <summary>Shows each line to the parsers that asked for it, in the order of the list, until one takes it. Waiting parsers come first.</summary>
internal sealed class ToolDispatcher(IReadOnlyList<Tool> tools)
{
    /// <summary>Lines a parser may keep waiting in a row without being shown one of its phrases.</summary>
    public const int MaxWait = 400;

    private readonly IToolParser?[] _parsers = new IToolParser?[tools.Count];
    private readonly int[] _waited = new int[tools.Count];
    private TriggerSet _waiting;
    private TriggerSet _broken;

    public bool HasWaiting => !_waiting.IsEmpty;

    /// <summary>True when a parser took the line.</summary>
    public bool Show(in LogLine line, TriggerSet interested, IFindingSink sink)
    {
        var waiting = _waiting;
        while (waiting.TryTake(out var tool))
        {
            if (tools[tool].Yields)
            {
                interested.Add(tool);
                continue;
            }

            interested.Remove(tool);
            if (Read(tool, line, sink, wasWaiting: true))
            {
                return true;
            }
        }

        while (interested.TryTake(out var tool))
        {
            if (!_broken.Contains(tool) && Read(tool, line, sink, wasWaiting: _waiting.Contains(tool)))
            {
                return true;
            }
        }

        return false;
    }

    public void Complete(IFindingSink sink)
    {
        for (var i = 0; i < _parsers.Length; i++)
        {
            try
            {
                _parsers[i]?.Complete(sink);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                _broken.Add(i);
            }
        }
    }

    private bool Read(int tool, in LogLine line, IFindingSink sink, bool wasWaiting)
    {
        LineUse use;
        try
        {
            use = (_parsers[tool] ??= tools[tool].Create()).Read(line, sink);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // A log is untrusted input: a parser that stumbles is out for this log, the others go on.
            _broken.Add(tool);
            _waiting.Remove(tool);
            return false;
        }

        _waited[tool] = wasWaiting ? _waited[tool] + 1 : 0;
        if ((use & LineUse.Wait) != 0 && _waited[tool] < MaxWait)
        {
            _waiting.Add(tool);
        }
        else
        {
            _waiting.Remove(tool);
            _waited[tool] = 0;
        }

        return (use & LineUse.Take) != 0;
    }
}
