using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Schedule.V1;

namespace BackgroundAgent.DevServer.Tests.Conformance.Schedules;

/// <summary>A schedule's life: create, describe, run, pause, change, list, delete.</summary>
public sealed class ScheduleTests(ConformanceServer server) : ScheduleTest(server)
{
    [Fact]
    public async Task Create_Describe_ShowsIt()
    {
        await CreateAsync(
            Schedule(s => s.CronString.Add("0 12 * * MON"), s => s.State.Notes = "weekly"),
            r =>
            {
                r.Memo = new() { Fields = { ["m"] = Data.Json("v") } };
                r.SearchAttributes = new() { IndexedFields = { ["CaseKeyword"] = Data.Json("k") } };
            });
        var answer = await DescribeScheduleAsync();
        Subset.Matches(
            $$$$"""
            {
              "schedule": {
                "spec": {"structuredCalendar":[{"second":[{}],"minute":[{}],"hour":[{"start":12}],"dayOfMonth":[{"start":1,"end":31}],"month":[{"start":1,"end":12}],"dayOfWeek":[{"start":1}]}]},
                "action": {"startWorkflow":{"workflowId":"{{{{WorkflowId}}}}","workflowType":{"name":"T"}}},
                "policies": {"overlapPolicy":"SCHEDULE_OVERLAP_POLICY_SKIP","catchupWindow":"31536000s"},
                "state": {"notes":"weekly"}
              },
              "memo": {"fields":{"m":"v"}},
              "searchAttributes": {"indexedFields":{"CaseKeyword":"k"}}
            }
            """,
            answer);
        Assert.Equal(10, answer.Info.FutureActionTimes.Count);
        Assert.All(answer.Info.FutureActionTimes, t => Assert.Equal((DayOfWeek.Monday, 12), (t.ToDateTime().DayOfWeek, t.ToDateTime().Hour)));
        Assert.False(answer.ConflictToken.IsEmpty);
    }

    [Fact]
    public async Task Create_Twice_IsAlreadyExists()
    {
        await CreateAsync(Schedule(Yearly));
        await FailsAsync(Code.AlreadyExists, "already", () => CreateAsync(Schedule(Yearly)));
    }

    [Fact]
    public async Task Create_SameRequestId_IsNoError()
    {
        var id = Guid.NewGuid().ToString();
        await CreateAsync(Schedule(Yearly), r => r.RequestId = id);
        await CreateAsync(Schedule(Yearly), r => r.RequestId = id);
    }

    [Fact]
    public async Task Create_TriggerImmediately_Starts()
    {
        await CreateAsync(Schedule(Yearly), r => r.InitialPatch = new() { TriggerImmediately = new() });
        var task = await NextTaskAsync();
        Assert.StartsWith(WorkflowId + "-20", task.WorkflowExecution.WorkflowId, StringComparison.Ordinal);
        await CompleteAsync(task, Commands.Complete());
        var attributes = (await DescribeAsync(task.WorkflowExecution)).WorkflowExecutionInfo.SearchAttributes.IndexedFields;
        Assert.Equal($"\"{ScheduleId}\"", attributes["TemporalScheduledById"].Data.ToStringUtf8());
        Assert.True(attributes.ContainsKey("TemporalScheduledStartTime"));
    }

    [Fact]
    public async Task Interval_EverySecond_StartsAgainAndAgain()
    {
        await CreateAsync(Schedule(s => s.Interval.Add(new IntervalSpec { Interval = Data.Seconds(1) })));
        for (var run = 0; run < 2; run++)
        {
            await CompleteAsync(await NextTaskAsync(), Commands.Complete());
        }

        var info = await EventuallyAsync(DescribeScheduleAsync, d => d.Info.ActionCount >= 2 && d.Info.RecentActions.Count >= 2);
        Assert.Equal(0, info.Info.MissedCatchupWindow);
        await DeleteScheduleAsync();
    }

    [Fact]
    public async Task Overlap_Skip_CountsSkipped()
    {
        await CreateAsync(Schedule(s => s.Interval.Add(new IntervalSpec { Interval = Data.Seconds(1) })));
        var task = await NextTaskAsync();
        var info = await EventuallyAsync(DescribeScheduleAsync, d => d.Info.OverlapSkipped >= 1);
        Assert.Equal(1, info.Info.ActionCount);
        Assert.Equal(task.WorkflowExecution.WorkflowId, Assert.Single(info.Info.RunningWorkflows).WorkflowId);
        await DeleteScheduleAsync();
    }

    [Fact]
    public async Task Overlap_AllowAll_StartsBesideTheFirst()
    {
        await CreateAsync(Schedule(Yearly, s => s.Policies.OverlapPolicy = ScheduleOverlapPolicy.AllowAll));
        await PatchAsync(new() { TriggerImmediately = new() });
        var first = await NextTaskAsync();
        await Task.Delay(1100, TestContext.Current.CancellationToken); // ids carry the second
        await PatchAsync(new() { TriggerImmediately = new() });
        Assert.NotEqual(first.WorkflowExecution.WorkflowId, (await NextTaskAsync()).WorkflowExecution.WorkflowId);
    }

    [Fact]
    public async Task Overlap_BufferOne_StartsAfterTheFirst()
    {
        await CreateAsync(Schedule(Yearly, s => s.Policies.OverlapPolicy = ScheduleOverlapPolicy.BufferOne));
        await PatchAsync(new() { TriggerImmediately = new() });
        var first = await NextTaskAsync();
        await Task.Delay(1100, TestContext.Current.CancellationToken);
        await PatchAsync(new() { TriggerImmediately = new() });
        await EventuallyAsync(DescribeScheduleAsync, d => d.Info.BufferSize == 1);
        await CompleteAsync(first, Commands.Complete());
        Assert.NotEqual(first.WorkflowExecution.WorkflowId, (await NextTaskAsync()).WorkflowExecution.WorkflowId);
    }

    [Fact]
    public async Task Overlap_CancelOther_CancelsTheFirst()
    {
        await CreateAsync(Schedule(Yearly));
        await PatchAsync(new() { TriggerImmediately = new() });
        var first = await NextTaskAsync();
        await CompleteAsync(first);
        await Task.Delay(1100, TestContext.Current.CancellationToken);
        await PatchAsync(new() { TriggerImmediately = new() { OverlapPolicy = ScheduleOverlapPolicy.CancelOther } });
        var told = await NextTaskAsync();
        Assert.Equal(first.WorkflowExecution, told.WorkflowExecution);
        Assert.Contains(told.History.Events, e => e.EventType == EventType.WorkflowExecutionCancelRequested);
        await CompleteAsync(told, Commands.Cancel());
        Assert.NotEqual(first.WorkflowExecution, (await NextTaskAsync()).WorkflowExecution);
    }

    [Fact]
    public async Task Overlap_TerminateOther_TerminatesTheFirst()
    {
        await CreateAsync(Schedule(Yearly));
        await PatchAsync(new() { TriggerImmediately = new() });
        var first = await NextTaskAsync();
        await Task.Delay(1100, TestContext.Current.CancellationToken);
        await PatchAsync(new() { TriggerImmediately = new() { OverlapPolicy = ScheduleOverlapPolicy.TerminateOther } });
        Assert.NotEqual(first.WorkflowExecution, (await NextTaskAsync()).WorkflowExecution);
        Assert.Equal(WorkflowExecutionStatus.Terminated, (await DescribeAsync(first.WorkflowExecution)).WorkflowExecutionInfo.Status);
    }

    [Fact]
    public async Task Pause_StopsAndUnpauseGoesOn()
    {
        await CreateAsync(Schedule(s => s.Interval.Add(new IntervalSpec { Interval = Data.Seconds(1) }), s => s.State.Paused = true));
        Assert.True((await PollAsync(seconds: 4)).TaskToken.IsEmpty);
        await PatchAsync(new() { Unpause = "go" });
        var state = await EventuallyAsync(DescribeScheduleAsync, d => !d.Schedule.State.Paused);
        Assert.Equal("go", state.Schedule.State.Notes);
        await NextTaskAsync();
        await PatchAsync(new() { Pause = "stop" });
        Subset.Matches(
            """{"schedule":{"state":{"paused":true,"notes":"stop"}}}""",
            await EventuallyAsync(DescribeScheduleAsync, d => d.Schedule.State.Paused));
        await DeleteScheduleAsync();
    }

    [Fact]
    public async Task LimitedActions_StopsAtZero()
    {
        await CreateAsync(Schedule(
            s => s.Interval.Add(new IntervalSpec { Interval = Data.Seconds(1) }),
            s => (s.State.LimitedActions, s.State.RemainingActions) = (true, 1)));
        await CompleteAsync(await NextTaskAsync(), Commands.Complete());
        await EventuallyAsync(DescribeScheduleAsync, d => d.Schedule.State.RemainingActions == 0 && d.Info.ActionCount == 1);
        Assert.True((await PollAsync(seconds: 4)).TaskToken.IsEmpty);
        await DeleteScheduleAsync();
    }

    [Fact]
    public async Task Backfill_StartsForThePast()
    {
        await CreateAsync(Schedule(s => s.CronString.Add("0 0 * * *"), s => s.State.Paused = true));
        await PatchAsync(new()
        {
            BackfillRequest =
            {
                new BackfillRequest
                {
                    StartTime = Timestamp.FromDateTime(new DateTime(2024, 1, 1, 1, 0, 0, DateTimeKind.Utc)),
                    EndTime = Timestamp.FromDateTime(new DateTime(2024, 1, 3, 1, 0, 0, DateTimeKind.Utc)),
                    OverlapPolicy = ScheduleOverlapPolicy.AllowAll,
                },
            },
        });
        var ids = new[] { await NextTaskAsync(), await NextTaskAsync() }.Select(t => t.WorkflowExecution.WorkflowId).Order();
        Assert.Equal([WorkflowId + "-2024-01-02T00:00:00Z", WorkflowId + "-2024-01-03T00:00:00Z"], ids);
    }

    [Fact]
    public async Task Update_ReplacesTheSchedule()
    {
        await CreateAsync(Schedule(Yearly));
        var before = await DescribeScheduleAsync();
        await UpdateAsync(Schedule(s => s.CronString.Add("@daily"), s => s.State.Notes = "new"), before.ConflictToken);
        var after = await EventuallyAsync(DescribeScheduleAsync, d => d.Schedule.State.Notes == "new");
        Subset.Matches("""{"schedule":{"spec":{"interval":[],"structuredCalendar":[{"hour":[{}]}]}}}""", after);
        Assert.NotNull(after.Info.UpdateTime);
    }

    [Fact]
    public async Task Update_WithOldToken_ChangesNothing()
    {
        await CreateAsync(Schedule(Yearly));
        var token = (await DescribeScheduleAsync()).ConflictToken;
        await UpdateAsync(Schedule(Yearly, s => s.State.Notes = "one"), token);
        await EventuallyAsync(DescribeScheduleAsync, d => d.Schedule.State.Notes == "one");
        await UpdateAsync(Schedule(Yearly, s => s.State.Notes = "two"), token);
        await PatchAsync(new() { TriggerImmediately = new() });
        var after = await EventuallyAsync(DescribeScheduleAsync, d => d.Info.ActionCount == 1);
        Assert.Equal("one", after.Schedule.State.Notes);
    }

    [Fact]
    public async Task Delete_IsGone()
    {
        await CreateAsync(Schedule(Yearly));
        await DeleteScheduleAsync();
        await FailsAsync(Code.NotFound, "", DescribeScheduleAsync);
    }

    [Theory]
    [InlineData("describe", "schedule not found")]
    [InlineData("delete", "workflow execution already completed")]
    [InlineData("patch", "workflow execution already completed")]
    [InlineData("update", "workflow execution already completed")]
    public async Task Call_DeletedSchedule_IsNotFound(string call, string message)
    {
        await CreateAsync(Schedule(Yearly));
        await DeleteScheduleAsync();
        await FailsAsync(Code.NotFound, message, () => call switch
        {
            "describe" => DescribeScheduleAsync(),
            "delete" => DeleteScheduleAsync(),
            "patch" => PatchAsync(new() { Pause = "x" }),
            _ => UpdateAsync(Schedule(Yearly), ByteString.Empty),
        });
    }

    [Fact]
    public async Task Create_DeletedSchedule_IsThereAgain()
    {
        await CreateAsync(Schedule(Yearly));
        await DeleteScheduleAsync();
        await CreateAsync(Schedule(Yearly, s => s.State.Notes = "again"));
        Assert.Equal("again", (await DescribeScheduleAsync()).Schedule.State.Notes);
    }

    [Theory]
    [InlineData("describe")]
    [InlineData("delete")]
    [InlineData("patch")]
    [InlineData("update")]
    [InlineData("times")]
    public async Task Call_UnknownSchedule_IsNotFound(string call) => await FailsAsync(Code.NotFound, "not found", () => call switch
    {
        "describe" => DescribeScheduleAsync(),
        "delete" => DeleteScheduleAsync(),
        "patch" => PatchAsync(new() { Pause = "x" }),
        "times" => Service.ListScheduleMatchingTimesAsync(
            new() { Namespace = Namespace, ScheduleId = ScheduleId, StartTime = new(), EndTime = new() { Seconds = 10 } }, Rpc()),
        _ => UpdateAsync(Schedule(Yearly), ByteString.Empty),
    });

    [Fact]
    public async Task List_FindsIt()
    {
        await CreateAsync(Schedule(Yearly, s => s.State.Notes = "note"), r => r.SearchAttributes = new() { IndexedFields = { ["CaseKeyword"] = Data.Json(ScheduleId) } });
        var answer = await EventuallyAsync(
            () => Service.ListSchedulesAsync(new() { Namespace = Namespace, Query = $"CaseKeyword = '{ScheduleId}'" }, Rpc()),
            a => a.Schedules.Count == 1);
        Subset.Matches(
            $$$$"""{"scheduleId":"{{{{ScheduleId}}}}","info":{"workflowType":{"name":"T"},"notes":"note"}}""",
            answer.Schedules[0]);
    }

    [Fact]
    public async Task Describe_LimitedActions_ShowsNoMoreTimesThanAreLeft()
    {
        await CreateAsync(Schedule(Yearly, s => (s.State.LimitedActions, s.State.RemainingActions) = (true, 3)));
        Assert.Equal(3, (await DescribeScheduleAsync()).Info.FutureActionTimes.Count);
    }

    [Fact]
    public async Task List_ComesNewestFirst()
    {
        var mark = new Temporalio.Api.Common.V1.SearchAttributes { IndexedFields = { ["CaseKeyword"] = Data.Json(ScheduleId) } };
        await CreateAsync(Schedule(Yearly), r => (r.ScheduleId, r.SearchAttributes) = ($"a-{ScheduleId}", mark));
        await CreateAsync(Schedule(Yearly), r => (r.ScheduleId, r.SearchAttributes) = ($"b-{ScheduleId}", mark));
        var answer = await EventuallyAsync(
            () => Service.ListSchedulesAsync(new() { Namespace = Namespace, Query = $"CaseKeyword = '{ScheduleId}'" }, Rpc()),
            a => a.Schedules.Count == 2);
        Assert.Equal([$"b-{ScheduleId}", $"a-{ScheduleId}"], answer.Schedules.Select(s => s.ScheduleId));
    }

    [Fact]
    public async Task List_ByPaused_FindsIt()
    {
        await CreateAsync(Schedule(Yearly, s => s.State.Paused = true), r => r.SearchAttributes = new() { IndexedFields = { ["CaseKeyword"] = Data.Json(ScheduleId) } });
        await EventuallyAsync(
            () => Service.ListSchedulesAsync(new() { Namespace = Namespace, Query = $"CaseKeyword = '{ScheduleId}' AND TemporalSchedulePaused = true" }, Rpc()),
            a => a.Schedules.Count == 1 && a.Schedules[0].Info.Paused);
    }

    [Fact]
    public async Task Schedules_AreNoWorkflowsToUsers()
    {
        await CreateAsync(Schedule(Yearly));
        await EventuallyAsync(
            () => Service.ListSchedulesAsync(new() { Namespace = Namespace, MaximumPageSize = 1000 }, Rpc()),
            a => a.Schedules.Any(s => s.ScheduleId == ScheduleId));
        var workflows = await Service.ListWorkflowExecutionsAsync(new() { Namespace = Namespace, PageSize = 1000 }, Rpc());
        Assert.DoesNotContain(workflows.Executions, e => e.Execution.WorkflowId.Contains(ScheduleId, StringComparison.Ordinal));
    }

    private Task UpdateAsync(Schedule schedule, ByteString token) => Service.UpdateScheduleAsync(
        new()
        {
            Namespace = Namespace,
            ScheduleId = ScheduleId,
            Schedule = schedule,
            ConflictToken = token,
            Identity = Me,
            RequestId = Guid.NewGuid().ToString(),
        },
        Rpc());
}
