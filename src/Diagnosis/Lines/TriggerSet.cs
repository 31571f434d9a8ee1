using System.Numerics;

namespace BackgroundAgent.Diagnosis.Lines;

/// <summary>A set of reader numbers below <see cref="Capacity"/>.</summary>
internal struct TriggerSet
{
    public const int Capacity = 256;

    private ulong _a;
    private ulong _b;
    private ulong _c;
    private ulong _d;

    public readonly bool IsEmpty => (_a | _b | _c | _d) == 0;

    public void Add(int reader) => Word(reader >> 6) |= 1UL << (reader & 63);

    public void Remove(int reader) => Word(reader >> 6) &= ~(1UL << (reader & 63));

    public void Add(in TriggerSet other)
    {
        _a |= other._a;
        _b |= other._b;
        _c |= other._c;
        _d |= other._d;
    }

    /// <summary>Drops what is not in the other set.</summary>
    public void Keep(in TriggerSet other)
    {
        _a &= other._a;
        _b &= other._b;
        _c &= other._c;
        _d &= other._d;
    }

    public readonly bool Contains(int reader)
    {
        var copy = this;
        return (copy.Word(reader >> 6) & (1UL << (reader & 63))) != 0;
    }

    /// <summary>Takes the lowest number out; false when the set is empty.</summary>
    public bool TryTake(out int reader)
    {
        for (var i = 0; i < 4; i++)
        {
            ref var word = ref Word(i);
            if (word != 0)
            {
                reader = (i << 6) + BitOperations.TrailingZeroCount(word);
                word &= word - 1;
                return true;
            }
        }

        reader = -1;
        return false;
    }

    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    private ref ulong Word(int index)
    {
        switch (index)
        {
            case 0: return ref _a;
            case 1: return ref _b;
            case 2: return ref _c;
            default: return ref _d;
        }
    }
}
