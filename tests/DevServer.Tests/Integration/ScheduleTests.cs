using Temporalio.Api.Enums.V1;
using Temporalio.Client;
using Temporalio.Client.Schedules;

namespace BackgroundAgent.DevServer.Tests.Integration;

public sealed class ScheduleTests(EngineFixture engine) : IClassFixture<EngineFixture>
{
    private TemporalClient Client => engine.Client;

    private Schedule EveryHour(string id, string name) => new(
        ScheduleActionStartWorkflow.Create((MailboxWorkflow w) => w.RunAsync(1), new(id, engine.Queue)),
        new() { Intervals = [new(TimeSpan.FromHours(1))] })
    {
        State = new() { Note = name },
    };

    [Fact]
    public async Task Create_ThenTrigger_StartsAndShowsTheWorkflow()
    {
        var id = Guid.NewGuid().ToString();
        var handle = await Client.CreateScheduleAsync(id, EveryHour(id, "note"), new() { TriggerImmediately = true });
        var description = await handle.DescribeAsync();
        var execution = Assert.IsType<ScheduleActionExecutionStartWorkflow>(Assert.Single(description.Info.RecentActions).Action);
        Assert.StartsWith(id + "-", execution.WorkflowId, StringComparison.Ordinal);
        Assert.Equal(10, description.Info.NextActionTimes.Count);
        Assert.Single(description.Info.RunningActions);
        await Client.GetWorkflowHandle<MailboxWorkflow>(execution.WorkflowId).SignalAsync(w => w.PutAsync("done"));
        await UntilAsync(async () => (await handle.DescribeAsync()).Info.RunningActions.Count == 0);
        await handle.DeleteAsync();
        await Assert.ThrowsAsync<Temporalio.Exceptions.RpcException>(() => handle.DescribeAsync());
    }

    [Fact]
    public async Task Trigger_WithBufferOne_StartsTheSecondAfterTheFirst()
    {
        var id = Guid.NewGuid().ToString();
        var handle = await Client.CreateScheduleAsync(id, EveryHour(id, ""), new() { TriggerImmediately = true });
        await Task.Delay(1100, TestContext.Current.CancellationToken);
        await handle.TriggerAsync(new() { Overlap = ScheduleOverlapPolicy.BufferOne });
        Assert.Equal(1, (await handle.DescribeAsync()).Info.NumActions);
        var first = ((ScheduleActionExecutionStartWorkflow)(await handle.DescribeAsync()).Info.RunningActions.Single()).WorkflowId;
        await Client.GetWorkflowHandle<MailboxWorkflow>(first).SignalAsync(w => w.PutAsync("done"));
        await UntilAsync(async () => (await handle.DescribeAsync()).Info.NumActions == 2);
        await handle.DeleteAsync();
    }

    [Fact]
    public async Task Update_PauseAndBackfill_AreSeen()
    {
        var id = Guid.NewGuid().ToString();
        var handle = await Client.CreateScheduleAsync(id, EveryHour(id, "old"));
        await handle.PauseAsync("for now");
        var paused = await handle.DescribeAsync();
        Assert.True(paused.Schedule.State.Paused);
        Assert.Equal("for now", paused.Schedule.State.Note);
        var from = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        await handle.BackfillAsync([new(from, from.AddHours(2), ScheduleOverlapPolicy.AllowAll)]);
        Assert.Equal(3, (await handle.DescribeAsync()).Info.NumActions);
        await handle.UpdateAsync(input => new(input.Description.Schedule with { State = new() { Note = "new" } }));
        Assert.Equal("new", (await handle.DescribeAsync()).Schedule.State.Note);
        var listed = new List<string>();
        await foreach (var entry in Client.ListSchedulesAsync())
        {
            listed.Add(entry.Id);
        }

        Assert.Contains(id, listed);
        await Assert.ThrowsAsync<Temporalio.Exceptions.ScheduleAlreadyRunningException>(() => Client.CreateScheduleAsync(id, EveryHour(id, "")));
        await handle.DeleteAsync();
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        for (var i = 0; !await condition(); i++)
        {
            Assert.True(i < 500, "the condition did not come true within 5 s");
            await Task.Delay(10);
        }
    }
}
