using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Engine;

/// <summary>The last few lines of a log, each cut to a bound, for excerpts.</summary>
internal sealed class LineHistory
{
    /// <summary>Lines kept.</summary>
    public const int Capacity = 64;

    /// <summary>Bytes kept of each.</summary>
    public const int MaxBytes = 300;

    private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(Capacity * MaxBytes);
    private readonly short[] _lengths = new short[Capacity];

    /// <summary>Number of the latest line.</summary>
    public long Latest { get; private set; }

    public void Add(ReadOnlySpan<byte> text, long number)
    {
        text = text.Cut(MaxBytes);
        var slot = (int)(number % Capacity);
        text.CopyTo(_bytes.AsSpan(slot * MaxBytes));
        _lengths[slot] = (short)text.Length;
        Latest = number;
    }

    public bool TryGet(long number, out ReadOnlySpan<byte> text)
    {
        var slot = (int)(number % Capacity);
        var known = number >= 1 && number <= Latest && number > Latest - Capacity;
        text = known ? _bytes.AsSpan(slot * MaxBytes, _lengths[slot]) : default;
        return known;
    }

    public void Reset() => Latest = 0;
}
