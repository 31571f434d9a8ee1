namespace BackgroundAgent.Diagnosis.Findings;

/// <summary>
/// Two independent hashes in the manner of FNV-1a, mixed at the end. Not cryptographic, and need not be: whoever writes a log can repeat a message anyway. A cryptographic one
/// costs a short run as much as its reading, because a library has to be loaded for it. Sources: RFC 9923 for the form, the finaliser of MurmurHash3 for the mixing.
/// </summary>
internal struct FingerprintHash()
{
    private ulong _a = 0xcbf29ce484222325;
    private ulong _b = 0x9e3779b97f4a7c15;

    /// <summary>Adds a part; parts do not run into each other.</summary>
    public void Add(ReadOnlySpan<char> part)
    {
        foreach (var c in part)
        {
            Add(c);
        }

        Add('\n');
    }

    public override readonly string ToString()
    {
        var low = Mix(_b + _a);
        var high = Mix(_a + low);
        Span<char> digits = stackalloc char[Fingerprint.Length];
        for (var i = 0; i < digits.Length; i++)
        {
            var nibble = (int)((i < 16 ? high >> (60 - (i * 4)) : low >> (60 - ((i - 16) * 4))) & 15);
            digits[i] = (char)(nibble < 10 ? '0' + nibble : 'a' + nibble - 10);
        }

        return new string(digits);
    }

    private void Add(char c)
    {
        _a = (_a ^ c) * 0x00000100000001b3;
        _b = (_b ^ c) * 0xff51afd7ed558ccd;
    }

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 33)) * 0xff51afd7ed558ccd;
        value = (value ^ (value >> 33)) * 0xc4ceb9fe1a85ec53;
        return value ^ (value >> 33);
    }
}
