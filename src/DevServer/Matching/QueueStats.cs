namespace BackgroundAgent.DevServer.Matching;

/// <summary>How many tasks came and went within the last half minute.</summary>
internal sealed class QueueStats(TimeProvider clock)
{
    private const int Seconds = 30;

    private readonly long[] _added = new long[Seconds];
    private readonly long[] _dispatched = new long[Seconds];
    private readonly long[] _second = new long[Seconds];
    private readonly Lock _gate = new();

    public float AddRate => Rate(_added);

    public float DispatchRate => Rate(_dispatched);

    public void CountAdd() => Count(_added);

    public void CountDispatch() => Count(_dispatched);

    private void Count(long[] counts)
    {
        lock (_gate)
        {
            counts[Slot()]++;
        }
    }

    private float Rate(long[] counts)
    {
        lock (_gate)
        {
            Slot();
            var oldest = clock.GetUtcNow().ToUnixTimeSeconds() - Seconds;
            long sum = 0;
            for (var i = 0; i < Seconds; i++)
            {
                sum += _second[i] > oldest ? counts[i] : 0;
            }

            return sum / (float)Seconds;
        }
    }

    private int Slot()
    {
        var second = clock.GetUtcNow().ToUnixTimeSeconds();
        var slot = (int)(second % Seconds);
        if (_second[slot] != second)
        {
            _second[slot] = second;
            _added[slot] = 0;
            _dispatched[slot] = 0;
        }

        return slot;
    }
}
