using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace BackgroundAgent.Diagnosis.Lines;

/// <summary>Text in which only what matters to a phrase differs: letters are lower case, every digit is <c>0</c>, a tab is a blank.</summary>
internal static class FoldedBytes
{
    /// <summary>In place.</summary>
    public static void Fold(Span<byte> text)
    {
        foreach (ref var b in text)
        {
            b = Fold(b);
        }
    }

    /// <summary>Copies the text folded and puts <see cref="PhraseIndex.Padding"/> zeros behind it.</summary>
    public static void Fold(ReadOnlySpan<byte> text, Span<byte> target)
    {
        // Writes up to a vector too much, which the padding takes.
        _ = target[text.Length + PhraseIndex.Padding - 1];
        ref var from = ref MemoryMarshal.GetReference(text);
        ref var to = ref MemoryMarshal.GetReference(target);
        var at = 0;
        for (; at + Vector128<byte>.Count <= text.Length; at += Vector128<byte>.Count)
        {
            Fold(Vector128.LoadUnsafe(ref from, (nuint)at)).StoreUnsafe(ref to, (nuint)at);
        }

        for (; at < text.Length; at++)
        {
            Unsafe.Add(ref to, at) = Fold(Unsafe.Add(ref from, at));
        }

        Vector128<byte>.Zero.StoreUnsafe(ref to, (nuint)at);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Fold(Vector128<byte> v)
    {
        var letters = Vector128.LessThan(v - Vector128.Create((byte)'A'), Vector128.Create((byte)26));
        var digits = Vector128.LessThan(v - Vector128.Create((byte)'0'), Vector128.Create((byte)10));
        var tabs = Vector128.Equals(v, Vector128.Create((byte)'\t'));
        v |= letters & Vector128.Create((byte)0x20);
        v = Vector128.ConditionalSelect(digits, Vector128.Create((byte)'0'), v);
        return Vector128.ConditionalSelect(tabs, Vector128.Create((byte)' '), v);
    }

    private static byte Fold(byte b) => b switch
    {
        >= (byte)'A' and <= (byte)'Z' => (byte)(b | 0x20),
        >= (byte)'0' and <= (byte)'9' => (byte)'0',
        (byte)'\t' => (byte)' ',
        _ => b,
    };
}
