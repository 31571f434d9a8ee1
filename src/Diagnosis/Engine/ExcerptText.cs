using System.Text;
using BackgroundAgent.Diagnosis.Lines;
using BackgroundAgent.Diagnosis.Output;

namespace BackgroundAgent.Diagnosis.Engine;

/// <summary>A few lines of log around a finding, within a bound.</summary>
internal sealed class ExcerptText
{
    private readonly StringBuilder _text = new();

    public void Add(ReadOnlySpan<byte> line)
    {
        if (_text.Length < DiagnosisLimits.MaxExcerptBytes)
        {
            _text.Append(line.Decode(LineHistory.MaxBytes)).Append('\n');
        }
    }

    public override string ToString() => SecretText.Redact(_text.ToString().TrimEnd('\n'));
}
