using BackgroundAgent.Diagnosis.Causes;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Engine;

/// <summary>All parsers and cause rules, numbered, with the index that finds their phrases. Made once a process; has no state of a log.</summary>
internal sealed class ReaderRegistry
{
    /// <summary>A tool with this phrase is shown the lines that the container marks as error or warning.</summary>
    public const string MarkedLine = "\u0001marked";

    private readonly bool[] _folded;

    public ReaderRegistry(IReadOnlyList<Tool> tools, IReadOnlyList<ICauseRule> rules, bool namesPassedTests = false)
    {
        NamesPassedTests = namesPassedTests;
        if (tools.Count + rules.Count > TriggerSet.Capacity)
        {
            throw new ArgumentException($"more than {TriggerSet.Capacity} readers", nameof(tools));
        }

        (Tools, Rules) = (tools, rules);
        var phrases = new List<KeyValuePair<string, int>>();
        for (var i = 0; i < tools.Count; i++)
        {
            ToolMask.Add(i);
            foreach (var phrase in tools[i].Phrases)
            {
                if (phrase == MarkedLine)
                {
                    MarkedLines.Add(i);
                }
                else
                {
                    phrases.Add(new(phrase, i));
                }
            }
        }

        _folded = new bool[rules.Count];
        for (var i = 0; i < rules.Count; i++)
        {
            _folded[i] = rules[i].Phrases.Any(PhraseText.IsFolded);
            RuleMask.Add(tools.Count + i);
            foreach (var phrase in rules[i].Phrases)
            {
                phrases.Add(new(phrase, tools.Count + i));
            }
        }

        Triggers = new PhraseIndex(phrases);
    }

    public IReadOnlyList<Tool> Tools { get; }

    public IReadOnlyList<ICauseRule> Rules { get; }

    /// <summary>Whether the names of passed tests are kept.</summary>
    public bool NamesPassedTests { get; }

    public PhraseIndex Triggers { get; }

    /// <summary>Whether one of the rule's phrases really is in a line for which the index named the rule.</summary>
    public bool HasPhrase(int rule, ReadOnlySpan<byte> body) => !_folded[rule] || PhraseText.OccursAny(body, Rules[rule].Phrases);

    public readonly TriggerSet ToolMask;

    public readonly TriggerSet RuleMask;

    public readonly TriggerSet MarkedLines;
}
