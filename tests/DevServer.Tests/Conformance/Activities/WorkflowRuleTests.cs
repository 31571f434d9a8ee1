using Temporalio.Api.Rules.V1;

namespace BackgroundAgent.DevServer.Tests.Conformance.Activities;

/// <summary>Workflow rules, where a server is told to have them: what is kept, and activities they pause.</summary>
public sealed class WorkflowRuleTests(OptionalServer server) : ConformanceTest(server)
{
    private string Rule { get; } = Unique("rule");

    private Task<CreateWorkflowRuleResponse> CreateAsync(string predicate, Action<CreateWorkflowRuleRequest>? change = null)
    {
        var request = new CreateWorkflowRuleRequest
        {
            Namespace = Namespace,
            Identity = Me,
            Description = "stop it",
            Spec = new()
            {
                Id = Rule,
                ActivityStart = new() { Predicate = predicate },
                Actions = { new WorkflowRuleAction { ActivityPause = new() } },
            },
        };
        change?.Invoke(request);
        return Service.CreateWorkflowRuleAsync(request, Rpc());
    }

    private Task DeleteAsync() => Service.DeleteWorkflowRuleAsync(new() { Namespace = Namespace, RuleId = Rule }, Rpc());

    [Fact]
    public async Task Rule_Created_IsDescribedListedAndDeleted()
    {
        var made = (await CreateAsync("ActivityType = 'nothing'")).Rule;
        Subset.Matches("""{"createdByIdentity":"conformance","description":"stop it","spec":{"activityStart":{"predicate":"ActivityType = 'nothing'"}}}""", made);
        Assert.Equal(made, (await Service.DescribeWorkflowRuleAsync(new() { Namespace = Namespace, RuleId = Rule }, Rpc())).Rule);
        Assert.Contains((await Service.ListWorkflowRulesAsync(new() { Namespace = Namespace }, Rpc())).Rules, r => r.Spec.Id == Rule);
        await FailsAsync(Code.InvalidArgument, "Workflow Rule with this ID already exists.", () => CreateAsync("ActivityType = 'nothing'"));
        await DeleteAsync();
        await FailsAsync(Code.InvalidArgument, "Workflow Rule with this ID not Found.", () => Service.DescribeWorkflowRuleAsync(new() { Namespace = Namespace, RuleId = Rule }, Rpc()));
        await FailsAsync(Code.InvalidArgument, "Workflow Rule with this ID not Found.", DeleteAsync);
    }

    [Theory]
    [InlineData("", "Workflow Rule ID is not set.")]
    [InlineData(null, "Rule Specification is not set.")]
    public Task Create_Incomplete_IsInvalidArgument(string? id, string message) => FailsAsync(Code.InvalidArgument, message, () => CreateAsync("ActivityId = 'a'", r =>
    {
        r.Spec.Id = id ?? "";
        r.Spec = id is null ? null : r.Spec;
    }));

    [Fact]
    public async Task Activity_ThatMatches_IsPaused_UntilUnpaused()
    {
        var type = Unique("type");
        await CreateAsync($"ActivityType = '{type}' AND Attempts < 2");
        var number = 0;

        // A server may need a moment until it heeds a new rule.
        var paused = await EventuallyAsync(
            async () =>
            {
                var id = $"{WorkflowId}-{number++}";
                var run = await StartAsync(r => r.WorkflowId = id);
                await CompleteAsync(await NextTaskAsync(), Commands.Activity("a", Queue, a => a.ActivityType = new() { Name = type }));
                await Service.PollActivityTaskQueueAsync(new() { Namespace = Namespace, TaskQueue = new() { Name = Queue }, Identity = Me }, Rpc(3));
                return await DescribeAsync(run);
            },
            d => d.PendingActivities[0].Paused,
            60);
        Subset.Matches("""{"state":"PENDING_ACTIVITY_STATE_PAUSED","pauseInfo":{"rule":{"identity":"conformance","reason":"stop it"}}}""", paused.PendingActivities[0]);
        Assert.Equal(Rule, paused.PendingActivities[0].PauseInfo.Rule.RuleId);
        await DeleteAsync();
    }
}
