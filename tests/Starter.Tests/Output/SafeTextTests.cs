using BackgroundAgent.Starter.Output;

namespace BackgroundAgent.Starter.Tests.Output;

public sealed class SafeTextTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a\nb\tc\r", "a b c ")]
    [InlineData("\u001b]0;title\u0007x", "�]0;title�x")]
    [InlineData("a\u202Eb", "a�b")]
    [InlineData("日本 🙂", "日本 🙂")]
    public void Line_UntrustedText_CannotDriveATerminal(string text, string expected) => Assert.Equal(expected, SafeText.Line(text));

    [Fact]
    public void Block_KeepsLinesAndTabs() => Assert.Equal("a\n\tb�[2J", SafeText.Block("a\n\tb\u001b[2J"));

    [Fact]
    public void Cut_LongText_EndsWithEllipsis() => Assert.Equal("abc…", SafeText.Cut("abcdef", 4));
}
