using System.Buffers;
using System.Text;
using BackgroundAgent.Contracts.Secrets;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Engine;

/// <summary>A few lines of log around a finding, within a bound. Held as bytes: most are never shown, so decoding waits.</summary>
internal sealed class ExcerptText
{
    private byte[] _bytes = [];
    private int _length;
    private bool _isRented;

    public void Add(ReadOnlySpan<byte> line)
    {
        if (_length >= DiagnosisLimits.MaxExcerptBytes)
        {
            return;
        }

        line = line.Cut(LineHistory.MaxBytes);
        if (_bytes.Length == 0)
        {
            _bytes = ArrayPool<byte>.Shared.Rent(DiagnosisLimits.MaxExcerptBytes + LineHistory.MaxBytes + 1);
            _isRented = true;
        }

        line.CopyTo(_bytes.AsSpan(_length));
        _length += line.Length;
        _bytes[_length++] = (byte)'\n';
    }

    /// <summary>Nothing more will come: keeps no more memory than it needs.</summary>
    public void Close()
    {
        if (_isRented)
        {
            var rented = _bytes;
            _bytes = GC.AllocateUninitializedArray<byte>(_length);
            rented.AsSpan(0, _length).CopyTo(_bytes);
            ArrayPool<byte>.Shared.Return(rented);
            _isRented = false;
        }
    }

    public override string ToString()
    {
        ReadOnlySpan<byte> all = _bytes.AsSpan(0, _length);
        while (all.Length > 0 && all[^1] == '\n')
        {
            all = all[..^1];
        }

        return Redactor.ByPattern.Redact(System.Text.Unicode.Utf8.IsValid(all) ? all.Decode(int.MaxValue) : LineByLine(all));
    }

    /// <summary>A line in another encoding does not spoil its neighbours.</summary>
    private static string LineByLine(ReadOnlySpan<byte> all)
    {
        var text = new StringBuilder(all.Length);
        while (all.TryCut("\n"u8, out var line, out var rest))
        {
            text.Append(line.Decode()).Append('\n');
            all = rest;
        }

        return text.Append(all.Decode()).ToString();
    }
}
