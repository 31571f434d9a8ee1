using System.Buffers;
using System.Text;

namespace BackgroundAgent.Sandbox.Output;

/// <summary>Keeps the first half and the last half of a stream within a limit, and counts what was between.</summary>
internal sealed class HeadAndTail(int limitBytes)
{
    private readonly int _headLimit = limitBytes / 2;
    private readonly int _tailLimit = limitBytes - (limitBytes / 2);
    private readonly ArrayBufferWriter<byte> _head = new();
    private byte[] _tail = [];
    private long _tailWritten;

    public bool Truncated => _tailWritten > _tailLimit;

    public void Append(ReadOnlySpan<byte> chunk)
    {
        var toHead = Math.Min(chunk.Length, _headLimit - _head.WrittenCount);
        if (toHead > 0)
        {
            _head.Write(chunk[..toHead]);
            chunk = chunk[toHead..];
        }

        foreach (var part in chunk.Length > 0 ? Slots(chunk.Length) : [])
        {
            chunk[part.From..part.To].CopyTo(_tail.AsSpan(part.Slot));
        }

        _tailWritten += chunk.Length;
    }

    public override string ToString()
    {
        var text = new StringBuilder(Encoding.UTF8.GetString(_head.WrittenSpan));
        if (!Truncated)
        {
            return text.Append(Encoding.UTF8.GetString(_tail.AsSpan(0, (int)_tailWritten))).ToString();
        }

        var start = _tailLimit == 0 ? 0 : (int)(_tailWritten % _tailLimit);
        byte[] tail = [.. _tail.AsSpan(start), .. _tail.AsSpan(0, start)];
        return text
            .Append($"\n[… {_tailWritten - _tailLimit} bytes left out …]\n")
            .Append(Encoding.UTF8.GetString(tail))
            .ToString();
    }

    /// <summary>Where in the ring the bytes of a chunk go; only its last <see cref="_tailLimit"/> bytes have a place.</summary>
    private List<(int From, int To, int Slot)> Slots(int length)
    {
        if (_tailLimit == 0)
        {
            return [];
        }

        if (_tail.Length < _tailLimit)
        {
            Array.Resize(ref _tail, (int)Math.Min(_tailLimit, Math.Max(_tailWritten + length, _tail.Length * 2L)));
        }

        var from = Math.Max(0, length - _tailLimit);
        var slot = (int)((_tailWritten + from) % _tailLimit);
        var first = Math.Min(length - from, _tailLimit - slot);
        return first == length - from
            ? [(from, length, slot)]
            : [(from, from + first, slot), (from + first, length, 0)];
    }
}
