using BackgroundAgent.Contracts.Secrets;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Causes;

/// <summary>The lines noted for each rule: the first few and the last few, so that memory stays bounded.</summary>
internal sealed class EvidenceBook(int rules)
{
    private const int Firsts = 3;
    private const int Lasts = 5;

    private readonly List<EvidenceLine>?[] _lines = new List<EvidenceLine>?[rules];

    public void Note(int rule, in LogLine line)
    {
        var lines = _lines[rule] ??= [];
        if (lines.Count == Firsts + Lasts)
        {
            lines.RemoveAt(Firsts);
        }

        lines.Add(new(line.Number, Redactor.ByPattern.Redact(line.Text.TrimBlanks().Decode(400))));
    }

    public IReadOnlyList<EvidenceLine> Of(int rule) => _lines[rule] ?? (IReadOnlyList<EvidenceLine>)[];
}
