namespace BackgroundAgent.DevServer.Engine;

/// <summary>The events of one run in order; event N stands at index N - 1.</summary>
internal sealed class EventLog
{
    private readonly List<HistoryEvent> _events = [];

    public int Count => _events.Count;

    public long NextId => _events.Count + 1;

    public long SizeBytes { get; private set; }

    /// <summary>How many events have been handed to the store.</summary>
    public int Written { get; private set; }

    public HistoryEvent this[long eventId] => _events[(int)eventId - 1];

    public bool Contains(long eventId) => eventId >= 1 && eventId <= _events.Count;

    public void Append(HistoryEvent e)
    {
        _events.Add(e);
        SizeBytes += e.CalculateSize();
    }

    public IEnumerable<HistoryEvent> Range(long firstId, long lastId)
    {
        for (var id = Math.Max(1, firstId); id <= Math.Min(lastId, _events.Count); id++)
        {
            yield return _events[(int)id - 1];
        }
    }

    public byte[] TakeUnwritten()
    {
        if (Written == _events.Count)
        {
            return [];
        }

        var batch = new History();
        batch.Events.AddRange(_events.Skip(Written));
        Written = _events.Count;
        return batch.ToByteArray();
    }

    public void MarkAllWritten() => Written = _events.Count;

    public void DropUnwritten()
    {
        for (var i = Written; i < _events.Count; i++)
        {
            SizeBytes -= _events[i].CalculateSize();
        }

        _events.RemoveRange(Written, _events.Count - Written);
    }
}
