using System.Text;

namespace BackgroundAgent.Diagnosis.Lines;

/// <summary>
/// Finds in one pass over a line which readers may be interested in it. Bytes are folded: ASCII case, every digit is the same, a tab is a blank.
/// A phrase that begins with <c>^</c> counts only at the first byte that is not blank. A hit is a hint, so the folding costs a reader a look, never a wrong answer.
/// </summary>
internal sealed class PhraseIndex
{
    /// <summary>Bytes that the room for folding must be longer than the text.</summary>
    public const int Padding = 16;

    private const char LineStart = '^';
    private const int HeadSlots = 1024;

    private readonly GramTable _grams;
    private readonly Phrase[]?[] _heads = new Phrase[HeadSlots][];

    /// <param name="phrases">Phrase and the number of the reader that asked for it; at least two bytes, behind <c>^</c> one.</param>
    public PhraseIndex(IReadOnlyList<KeyValuePair<string, int>> phrases)
    {
        var known = new Dictionary<string, object>(phrases.Count, StringComparer.Ordinal);
        var keys = new uint[phrases.Count];
        var withGram = new Phrase[phrases.Count];
        var count = 0;
        for (var i = 0; i < phrases.Count; i++)
        {
            var text = phrases[i].Key;
            if (!known.TryGetValue(text, out var phrase))
            {
                if (text[0] == LineStart)
                {
                    phrase = AddHead(Bytes(text[1..], least: 1));
                }
                else
                {
                    phrase = withGram[count] = NewGram(Bytes(text, least: 2), out keys[count]);
                    count++;
                }

                known.Add(text, phrase);
            }

            ((Phrase)phrase).Readers.Add(phrases[i].Value);
        }

        _grams = new GramTable(keys, withGram, count);
    }

    /// <param name="body">A line without its indentation.</param>
    /// <param name="room">Scratch space, <see cref="Padding"/> longer than the text at least.</param>
    public TriggerSet Scan(ReadOnlySpan<byte> body, Span<byte> room)
    {
        var found = default(TriggerSet);
        if (body.IsEmpty)
        {
            return found;
        }

        FoldedBytes.Fold(body, room);
        ReadOnlySpan<byte> text = room[..body.Length];
        AddHeads(text, _heads[HeadSlot(text[0], 0)], ref found);
        if (text.Length > 1)
        {
            AddHeads(text, _heads[HeadSlot(text[0], text[1])], ref found);
        }

        _grams.Scan(text, ref found);
        return found;
    }

    private static int HeadSlot(byte first, byte second) => ((first * 37) + second) & (HeadSlots - 1);

    private static void AddHeads(ReadOnlySpan<byte> text, Phrase[]? heads, ref TriggerSet found)
    {
        if (heads is null)
        {
            return;
        }

        foreach (var head in heads)
        {
            if (head.IsHeadOf(text))
            {
                found.Add(head.Readers);
            }
        }
    }

    private static byte[] Bytes(string phrase, int least)
    {
        var bytes = Encoding.UTF8.GetBytes(phrase);
        FoldedBytes.Fold(bytes);
        return bytes.Length >= least ? bytes : throw new ArgumentException($"the phrase '{phrase}' is too short to be looked for", nameof(phrase));
    }

    private static Phrase NewGram(byte[] bytes, out uint key)
    {
        var offset = ByteRarity.RarestGram(bytes);
        key = bytes[offset] | ((uint)bytes[offset + 1] << 8) | (bytes.Length > 2 ? (uint)bytes[offset + 2] << 16 : 0);
        return new Phrase(bytes, offset);
    }

    private Phrase AddHead(byte[] bytes)
    {
        var phrase = new Phrase(bytes, 0);
        ref var slot = ref _heads[HeadSlot(bytes[0], bytes.Length > 1 ? bytes[1] : (byte)0)];
        slot = slot is null ? [phrase] : [.. slot, phrase];
        return phrase;
    }
}
