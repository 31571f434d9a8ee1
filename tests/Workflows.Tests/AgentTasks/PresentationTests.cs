using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Workflows.Tests.Fakes;
using Temporalio.Client;

namespace BackgroundAgent.Workflows.Tests.AgentTasks;

/// <summary>What Temporal's own user interface shows of a task.</summary>
public sealed class PresentationTests(TaskServer server)
{
    [Fact]
    public async Task Describe_EndedTask_HasSearchAttributesMemoAndSummary()
    {
        var task = await server.StartAsync();
        await task.EndAsync(Reason.CiPassed);

        var description = await task.Handle.DescribeAsync();

        var attributes = description.TypedSearchAttributes;
        Assert.Equal("green", attributes.Get(SearchAttributeNames.State));
        Assert.Equal("ci-passed", attributes.Get(SearchAttributeNames.Reason));
        Assert.Equal("prompt", attributes.Get(SearchAttributeNames.Kind));
        Assert.Equal("/repositories/sample", attributes.Get(SearchAttributeNames.Repository));
        Assert.Equal(1, attributes.Get(SearchAttributeNames.Attempt));
        Assert.Equal("Upgrade lodash", await description.Memo["title"].ToValueAsync<string>());
        Assert.Contains("/pull/", await description.Memo["pullRequest"].ToValueAsync<string>());
        Assert.Equal("Upgrade lodash", await description.GetStaticSummaryAsync());
    }

    [Fact]
    public async Task History_EveryActivityAndTimer_HasASummary()
    {
        var task = await server.StartAsync(scenario =>
        {
            scenario.GreenFrom = 2;
            scenario.Policy = new TaskPolicy { HighRisk = true };
        });
        var status = await task.WaitForAsync(TaskState.AwaitingApproval);
        await task.Handle.ExecuteUpdateAsync(running => running.ApproveNowAsync(new Approval("ann", status.HeadCommit!)));
        await task.EndAsync(Reason.CiPassedAndApproved);

        var history = await task.Handle.FetchHistoryAsync();

        var shown = history.Events.Where(entry => entry.ActivityTaskScheduledEventAttributes is not null || entry.TimerStartedEventAttributes is not null).ToList();
        Assert.True(shown.Count > 10);
        Assert.All(shown, entry => Assert.True(entry.UserMetadata?.Summary is { Data.Length: > 2 }, entry.ToString()));
    }
}
