using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace BackgroundAgent.Diagnosis.Lines;

/// <summary>Whether a line needs cleaning: it holds an escape, a NUL, a backspace or one of their neighbours.</summary>
internal static class ControlBytes
{
    private const byte Escape = 0x1b;
    private const byte Delete = 127;
    private const byte Lowest = 9;

    public static bool Any(ReadOnlySpan<byte> text)
    {
        ref var start = ref MemoryMarshal.GetReference(text);
        var at = 0;
        if (text.Length >= Vector128<byte>.Count)
        {
            for (; at <= text.Length - Vector128<byte>.Count; at += Vector128<byte>.Count)
            {
                if (Holds(Vector128.LoadUnsafe(ref start, (nuint)at)))
                {
                    return true;
                }
            }

            return Holds(Vector128.LoadUnsafe(ref start, (nuint)(text.Length - Vector128<byte>.Count)));
        }

        foreach (var b in text)
        {
            if (b is < Lowest or Escape)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether text that is about to be shown holds a control character other than tab and line feed.</summary>
    public static bool AnyInText(ReadOnlySpan<byte> text)
    {
        ref var start = ref MemoryMarshal.GetReference(text);
        var at = 0;
        for (; at + Vector128<byte>.Count <= text.Length; at += Vector128<byte>.Count)
        {
            var v = Vector128.LoadUnsafe(ref start, (nuint)at);
            var white = Vector128.Equals(v, Vector128.Create((byte)'\t')) | Vector128.Equals(v, Vector128.Create((byte)'\n'));
            var low = Vector128.AndNot(Vector128.LessThan(v, Vector128.Create((byte)' ')), white);
            if ((low | Vector128.Equals(v, Vector128.Create(Delete))) != Vector128<byte>.Zero)
            {
                return true;
            }
        }

        foreach (var b in text[at..])
        {
            if ((b < ' ' && b is not ((byte)'\t' or (byte)'\n')) || b == Delete)
            {
                return true;
            }
        }

        return false;
    }

    // Inlined, because a method that is passed a vector is not compiled ahead.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Holds(Vector128<byte> v)
        => (Vector128.LessThan(v, Vector128.Create(Lowest)) | Vector128.Equals(v, Vector128.Create(Escape))) != Vector128<byte>.Zero;
}
