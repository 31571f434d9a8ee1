using System.Text;
using BackgroundAgent.Diagnosis.KnownIssues;

namespace BackgroundAgent.Diagnosis.Tests;

public sealed class KnownIssueTests
{
    [Theory]
    [InlineData("""{ "ErrorMessage": "feed is down" }""", "a\nthe feed is down today\n", true)]
    [InlineData("""{ "ErrorMessage": "feed is down" }""", "the Feed is down\n", false)]
    [InlineData("""{ "ErrorPattern": "timeout .* [0-9]+ms" }""", "x\ntimeout of 12ms\n", true)]
    [InlineData("""{ "ErrorMessage": ["first", "second"] }""", "first\nx\nsecond\n", true)]
    [InlineData("""{ "ErrorMessage": ["first", "second"] }""", "second\nfirst\n", false)]
    [InlineData("""{ "ErrorMessage": ["one", "two"] }""", "one two\n", false)]
    [InlineData("""{ "ErrorPattern": ["^a", "b$"] }""", "abc\nxxb\n", true)]
    [InlineData("""{ "ErrorMessage": "x", "ExcludeConsoleLog": true }""", "x\n", false)]
    public void Find_Log_FollowsTheRules(string json, string log, bool hit)
    {
        var issues = KnownIssueFile.Read(json, "1", out var errors);
        Assert.Empty(errors);
        Assert.Equal(hit, new KnownIssueScan(issues).Find(new MemoryStream(Encoding.UTF8.GetBytes(log)), TestContext.Current.CancellationToken).Count == 1);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{ "ErrorMessage": "a", "ErrorPattern": "b" }""")]
    [InlineData("""{ "ErrorPattern": "(a)\\1" }""")]
    [InlineData("""{ "ErrorPattern": "(" }""")]
    [InlineData("not json")]
    public void Read_WrongEntry_SaysSo(string json)
    {
        Assert.Empty(KnownIssueFile.Read(json, "1", out var errors));
        Assert.Single(errors);
    }

    [Fact]
    public void Read_TextOfAnIssue_TakesItsBlock()
    {
        var issue = KnownIssueFile.Read("## Build\n```json\n{ \"ErrorMessage\": \"a\", \"BuildRetry\": true, \"RetryLimit\": 99 }\n```\n", "12", out _).Single();
        Assert.Equal(("12", true, KnownIssueFile.MaxRetryLimit), (issue.Id, issue.BuildRetry, issue.RetryLimit));
    }

    [Fact]
    public void Read_PatternThatBacktracksElsewhere_StaysLinear()
    {
        var issues = KnownIssueFile.Read("""{ "ErrorPattern": "(a+)+$" }""", "1", out _);
        var log = Encoding.UTF8.GetBytes(new string('a', 15_000) + "!\n");
        Assert.Empty(new KnownIssueScan(issues).Find(new MemoryStream(log), TestContext.Current.CancellationToken));
    }
}
