using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;

namespace BackgroundAgent.Diagnosis.Output;

/// <summary>
/// Writes JSON as UTF-8 into memory that is used again. A log's text is the larger part of an answer, so plain characters are copied sixteen at a time. Beyond what JSON demands it
/// escapes what would hide or reorder text where the answer is shown: C1 controls, zero-width and direction marks. Half of a surrogate pair becomes U+FFFD.
/// </summary>
internal sealed class JsonLine
{
    private byte[] _bytes = new byte[64 * 1024];
    private int _length;

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    public void Clear() => _length = 0;

    /// <summary>JSON as it stands: braces, names, numbers.</summary>
    public void Raw(ReadOnlySpan<byte> json)
    {
        Reserve(json.Length);
        json.CopyTo(_bytes.AsSpan(_length));
        _length += json.Length;
    }

    public void Number(ReadOnlySpan<byte> name, long? value)
    {
        Raw(name);
        if (value is not { } number)
        {
            Raw("null"u8);
            return;
        }

        Reserve(20);
        number.TryFormat(_bytes.AsSpan(_length), out var written, default, CultureInfo.InvariantCulture);
        _length += written;
    }

    public void Text(ReadOnlySpan<byte> name, string? value)
    {
        Raw(name);
        if (value is null)
        {
            Raw("null"u8);
            return;
        }

        // Six bytes are the longest escape of one character.
        Reserve((value.Length * 6) + 2);
        _bytes[_length++] = (byte)'"';
        ref var from = ref Unsafe.As<char, ushort>(ref MemoryMarshal.GetReference(value.AsSpan()));
        for (var at = 0; at < value.Length;)
        {
            at += Plain(ref from, at, value.Length);
            if (at < value.Length)
            {
                at += Special(value, at);
            }
        }

        _bytes[_length++] = (byte)'"';
    }

    /// <summary>Copies what needs no escape, in vectors while there are, and says how much it was.</summary>
    private int Plain(ref ushort from, int start, int end)
    {
        ref var to = ref MemoryMarshal.GetArrayDataReference(_bytes);
        var at = start;
        for (; at + 16 <= end; at += 16)
        {
            var low = Vector128.LoadUnsafe(ref from, (nuint)at);
            var high = Vector128.LoadUnsafe(ref from, (nuint)at + 8);
            if (((low | high) & Vector128.Create((ushort)0xFF80)) != Vector128<ushort>.Zero)
            {
                break;
            }

            var bytes = Vector128.Narrow(low, high);
            var special = Vector128.LessThan(bytes, Vector128.Create((byte)' ')) | Vector128.Equals(bytes, Vector128.Create((byte)'"'))
                | Vector128.Equals(bytes, Vector128.Create((byte)'\\')) | Vector128.Equals(bytes, Vector128.Create((byte)127));
            if (special != Vector128<byte>.Zero)
            {
                break;
            }

            bytes.StoreUnsafe(ref to, (nuint)_length);
            _length += 16;
        }

        while (at < end && Unsafe.Add(ref from, at) is >= ' ' and < 127 and not '"' and not '\\')
        {
            Unsafe.Add(ref to, _length++) = (byte)Unsafe.Add(ref from, at++);
        }

        return at - start;
    }

    private int Special(string value, int at)
    {
        var c = value[at];
        var shorthand = c switch { '"' => '"', '\\' => '\\', '\n' => 'n', '\r' => 'r', '\t' => 't', '\b' => 'b', '\f' => 'f', _ => '\0' };
        if (shorthand != 0)
        {
            _bytes[_length++] = (byte)'\\';
            _bytes[_length++] = (byte)shorthand;
            return 1;
        }

        if (IsHidden(c))
        {
            _bytes[_length++] = (byte)'\\';
            _bytes[_length++] = (byte)'u';
            for (var shift = 12; shift >= 0; shift -= 4)
            {
                _bytes[_length++] = "0123456789abcdef"u8[(c >> shift) & 15];
            }

            return 1;
        }

        Rune.DecodeFromUtf16(value.AsSpan(at), out var rune, out var used);
        _length += rune.EncodeToUtf8(_bytes.AsSpan(_length));
        return used;
    }

    private static bool IsHidden(char c)
        => c is < ' ' or (>= '\u007f' and <= '\u009f') or '\u00ad' or '\u061c' or (>= '\u200b' and <= '\u200f') or (>= '\u2028' and <= '\u202e')
            or (>= '\u2060' and <= '\u206f') or '\ufeff' or (>= '\ufff9' and <= '\ufffb');

    private void Reserve(int more)
    {
        if (_length + more > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + more));
        }
    }
}
