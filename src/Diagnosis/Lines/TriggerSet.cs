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

    /// <summary>Whether all of the other set are in this one.</summary>
    public readonly bool Holds(in TriggerSet other)
        => ((other._a & ~_a) | (other._b & ~_b) | (other._c & ~_c) | (other._d & ~_d)) == 0;

    public readonly bool Contains(int reader)
    {
        var word = (reader >> 6) switch { 0 => _a, 1 => _b, 2 => _c, _ => _d };
        return ((word >> (reader & 63)) & 1) != 0;
    }

    /// <summary>Takes the lowest number out; false when the set is empty.</summary>
    public bool TryTake(out int reader)
    {
        if (_a != 0)
        {
            reader = BitOperations.TrailingZeroCount(_a);
            _a &= _a - 1;
            return true;
        }

        if (_b != 0)
        {
            reader = 64 + BitOperations.TrailingZeroCount(_b);
            _b &= _b - 1;
            return true;
        }

        if (_c != 0)
        {
            reader = 128 + BitOperations.TrailingZeroCount(_c);
            _c &= _c - 1;
            return true;
        }

        if (_d != 0)
        {
            reader = 192 + BitOperations.TrailingZeroCount(_d);
            _d &= _d - 1;
            return true;
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
