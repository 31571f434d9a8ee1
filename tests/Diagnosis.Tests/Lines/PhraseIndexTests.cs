using System.Text;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tests.Lines;

/// <summary>The index finds what a plain search finds.</summary>
public sealed class PhraseIndexTests
{
    private const int Texts = 4000;

    // Few letters, so that phrases overlap, share their rarest bytes and stand at both ends of a text.
    private const string Letters = "abe :0-A7\t";

    private static readonly string[] Phrases =
        [":0", "(0", "a:0", "abe", "eba", "^a", "^ab", "^abea", "bea:00", "a b e a b e", "error", "a-b-a-b-e:0", "be-0 a", "0000", " eb", "^0", "ea eb ea eb ea eb ea eb", "é:0"];

    [Fact]
    public void Scan_RandomTexts_FindsWhatOccurs()
    {
        var index = new PhraseIndex([.. Phrases.Select((phrase, reader) => KeyValuePair.Create(phrase, reader))]);
        var random = new Random(7);
        var room = new byte[200 + PhraseIndex.Padding];
        var hits = 0;
        for (var i = 0; i < Texts; i++)
        {
            var text = string.Concat(random.GetItems<char>(Letters, random.Next(0, 12))) + (i % 3 == 0 ? Phrases[random.Next(Phrases.Length)].TrimStart('^') : "")
                + string.Concat(random.GetItems<char>(Letters, random.Next(0, 9)));
            var body = Encoding.UTF8.GetBytes(text.TrimStart(' ', '\t'));

            // What an earlier text left behind must not count.
            Array.Fill(room, (byte)'0');
            var found = index.Scan(body, room);

            for (var reader = 0; reader < Phrases.Length; reader++)
            {
                var occurs = Occurs(body, Phrases[reader]);
                hits += occurs ? 1 : 0;
                Assert.True(found.Contains(reader) == occurs, $"'{Phrases[reader]}' in '{text}': {!occurs}");
            }
        }

        Assert.True(hits > Texts / 2);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("^")]
    public void Index_PhraseTooShort_IsRefused(string phrase)
        => Assert.Throws<ArgumentException>(() => new PhraseIndex([KeyValuePair.Create(phrase, 0)]));

    private static bool Occurs(byte[] text, string phrase)
    {
        var anchored = phrase[0] == '^';
        var sought = Encoding.UTF8.GetBytes(anchored ? phrase[1..] : phrase);
        var folded = (byte[])text.Clone();
        FoldedBytes.Fold(folded);
        FoldedBytes.Fold(sought);
        var at = MemoryExtensions.IndexOf<byte>(folded, sought);
        return anchored ? at == 0 : at >= 0;
    }
}
