using System.Text;
using BackgroundAgent.Forges.Tests.Conformance;
using BackgroundAgent.GitHubSimulator;
using BackgroundAgent.TestKit.GitHubApi;

namespace BackgroundAgent.Forges.Tests.GitHub;

/// <summary>
/// GitHub's OpenAPI description judges every request of ours and every answer of the simulator, in all tests that talk to the simulator. Here is shown that it
/// was there and that it can say no.
/// </summary>
public sealed class ApiDescriptionTests
{
    private static readonly byte[] PullRequest = Encoding.UTF8.GetBytes("""{"title":"t","head":"a","base":"b","body":"c"}""");

    [Fact]
    public async Task Verify_RealExchanges_AreJudgedByIt()
    {
        await DescriptionAsync();
        await using var bench = await GitHubForgeBench.StartAsync();
        var push = await bench.PushAsync("t", CiBehaviour.Green);
        await bench.Forge.PushedAsync(push, TestContext.Current.CancellationToken);

        await bench.Forge.ReadCiAsync(
            new() { TaskId = "t", Repository = bench.Repository, Branch = push.Branch, Commit = push.Commit, BaseCommit = bench.BaseCommit },
            TestContext.Current.CancellationToken);

        Assert.InRange(await bench.Watch.VerifyAsync(), 5, int.MaxValue);
    }

    [Theory]
    [InlineData("POST", "/repos/o/r/pulls", "", "application/json", "no such operation", "/repos/o/r/pullz")]
    [InlineData("POST", "/repos/o/r/pulls", "", "application/x-www-form-urlencoded", "media type application/x-www-form-urlencoded", null)]
    [InlineData("POST", "/repos/o/r/pulls", "?state=open", "application/json", "query.state: no such parameter", null)]
    [InlineData("POST", "/repos/o/r/pulls", "", "application/json", "request#/bodyy: no such member", null)]
    public async Task Verify_ARequestThatIsNotDescribed_NamesWhatIsWrong(string method, string path, string query, string mediaType, string fault, string? otherPath)
    {
        await DescriptionAsync();
        var watch = new ApiWatch();
        var body = fault.Contains("bodyy", StringComparison.Ordinal) ? Encoding.UTF8.GetBytes("""{"head":"a","base":"b","bodyy":"c"}""") : PullRequest;
        watch.Add(new ApiExchange
        {
            Method = method,
            Path = otherPath ?? path,
            Query = query,
            RequestType = mediaType,
            RequestBody = body,
            Status = 422,
            ResponseType = "application/json",
            ResponseBody = """{"message":"no","documentation_url":"https://docs.github.com/rest"}"""u8.ToArray(),
        });

        var mismatch = await Assert.ThrowsAsync<ApiMismatchException>(watch.VerifyAsync);

        Assert.Contains(fault, mismatch.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_AnAnswerThatIsNotDescribed_NamesThePointer()
    {
        await DescriptionAsync();
        var watch = new ApiWatch();
        watch.Add(new ApiExchange
        {
            Method = "GET",
            Path = "/repos/o/r/git/ref/heads/a/b",
            Query = "",
            Status = 200,
            ResponseType = "application/json; charset=utf-8",
            ResponseBody = """{"ref":"refs/heads/a/b","node_id":"n","url":"https://example.com/","object":{"type":"commit","sha":7,"url":"https://example.com/"}}"""u8.ToArray(),
        });

        var mismatch = await Assert.ThrowsAsync<ApiMismatchException>(watch.VerifyAsync);

        Assert.Contains("response.200#/object/sha", mismatch.Message, StringComparison.Ordinal);
    }

    private static async Task DescriptionAsync()
    {
        var (description, reason) = await ApiDescription.GetAsync();
        Assert.SkipWhen(description is null, $"GitHub's OpenAPI description cannot be had, so requests and answers are not held against it: {reason}");
    }
}
