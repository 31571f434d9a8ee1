using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tests.Lines;

/// <summary>Our searches over bytes answer as the library's do.</summary>
public sealed class ByteSearchTests
{
    [Fact]
    public void Searches_RandomTexts_AnswerAsTheLibrary()
    {
        var random = new Random(11);
        for (var i = 0; i < 5000; i++)
        {
            var text = new byte[random.Next(0, 70)];
            random.NextBytes(text);
            for (var at = 0; at < text.Length; at++)
            {
                text[at] = text[at] < 200 ? (byte)('a' + (text[at] % 12)) : text[at];
            }

            var values = random.GetItems<byte>("abc\u0001 ~"u8, random.Next(1, 5));
            values = i % 7 == 0 ? [.. values, 0xE2, 0x94] : values;
            ReadOnlySpan<byte> span = text;
            var (a, b, c) = (values[0], values[^1], (byte)(values[0] + 1));
            Assert.Equal(MemoryExtensions.IndexOfAny(span, a, b), ByteSearch.IndexOfAny(span, a, b));
            Assert.Equal(MemoryExtensions.IndexOfAny(span, a, b, c), ByteSearch.IndexOfAny(span, a, b, c));
            Assert.Equal(MemoryExtensions.IndexOfAny(span, values), ByteSearch.IndexOfAny(span, values));
            Assert.Equal(MemoryExtensions.IndexOfAnyExcept(span, values), ByteSearch.IndexOfAnyExcept(span, values));
            Assert.Equal(MemoryExtensions.LastIndexOfAny(span, values), ByteSearch.LastIndexOfAny(span, values));
            Assert.Equal(MemoryExtensions.TrimStart(span, values).Length, ByteSearch.TrimStart(span, values).Length);
            Assert.Equal(MemoryExtensions.TrimEnd(span, values).Length, ByteSearch.TrimEnd(span, values).Length);
        }
    }
}
