using System.Text;
using BackgroundAgent.Contracts.Secrets;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Engine;

/// <summary>A few lines of log around a finding, within a bound. Held as bytes: most are never shown, so decoding waits.</summary>
internal sealed class ExcerptText
{
    private byte[] _bytes = [];
    private int _length;

    public void Add(ReadOnlySpan<byte> line)
    {
        if (_length >= DiagnosisLimits.MaxExcerptBytes)
        {
            return;
        }

        line = line.Cut(LineHistory.MaxBytes);
        if (_length + line.Length + 1 > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, 512));
        }

        line.CopyTo(_bytes.AsSpan(_length));
        _length += line.Length;
        _bytes[_length++] = (byte)'\n';
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
