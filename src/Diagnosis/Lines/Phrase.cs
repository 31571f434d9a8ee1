using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace BackgroundAgent.Diagnosis.Lines;

/// <summary>A folded phrase and who asked for it. Whether it occurs is mostly told by one comparison of eight bytes around its rarest ones.</summary>
internal sealed class Phrase
{
    private const int Window = sizeof(ulong);

    private readonly byte[] _folded;
    private readonly int _offset;
    private readonly int _window;
    private readonly ulong _word;
    private readonly ulong _mask;

    /// <param name="folded">Its bytes.</param>
    /// <param name="offset">Where its rarest bytes begin.</param>
    public Phrase(byte[] folded, int offset)
    {
        (_folded, _offset) = (folded, offset);
        _window = Math.Clamp(offset - 2, 0, Math.Max(0, folded.Length - Window));
        for (var i = Math.Min(Window, folded.Length - _window) - 1; i >= 0; i--)
        {
            _word = (_word << 8) | folded[_window + i];
            _mask = (_mask << 8) | 0xFF;
        }
    }

    public TriggerSet Readers;

    /// <summary>Whether it occurs in the folded text so that its rarest bytes are at the position. Behind the text there are <see cref="PhraseIndex.Padding"/> more bytes.</summary>
    public bool IsAround(ReadOnlySpan<byte> text, int at)
    {
        var start = at - _offset;
        if (start < 0 || start + _folded.Length > text.Length)
        {
            return false;
        }

        var eight = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref MemoryMarshal.GetReference(text), start + _window));
        eight = BitConverter.IsLittleEndian ? eight : System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(eight);
        return (eight & _mask) == _word && (_folded.Length <= Window || text.Slice(start, _folded.Length).SequenceEqual(_folded));
    }

    public bool IsHeadOf(ReadOnlySpan<byte> text) => text.StartsWith(_folded);
}
