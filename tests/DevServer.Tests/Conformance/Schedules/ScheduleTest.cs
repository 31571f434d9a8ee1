using Temporalio.Api.Schedule.V1;

namespace BackgroundAgent.DevServer.Tests.Conformance.Schedules;

/// <summary>What the schedule cases share: one schedule each, that starts workflow type T on the case's queue.</summary>
public abstract class ScheduleTest(ConformanceServer server) : ConformanceTest(server)
{
    protected string ScheduleId { get; } = Unique("sch");

    protected Schedule Schedule(Action<ScheduleSpec>? spec = null, Action<Schedule>? change = null)
    {
        var schedule = new Schedule
        {
            Spec = new(),
            Action = new() { StartWorkflow = new() { WorkflowId = WorkflowId, WorkflowType = new() { Name = "T" }, TaskQueue = new() { Name = Queue } } },
            Policies = new(),
            State = new(),
        };
        spec?.Invoke(schedule.Spec);
        change?.Invoke(schedule);
        return schedule;
    }

    protected Task<CreateScheduleResponse> CreateAsync(Schedule schedule, Action<CreateScheduleRequest>? change = null)
    {
        var request = new CreateScheduleRequest
        {
            Namespace = Namespace,
            ScheduleId = ScheduleId,
            Schedule = schedule,
            Identity = Me,
            RequestId = Guid.NewGuid().ToString(),
        };
        change?.Invoke(request);
        return Service.CreateScheduleAsync(request, Rpc());
    }

    protected Task<DescribeScheduleResponse> DescribeScheduleAsync() =>
        Service.DescribeScheduleAsync(new() { Namespace = Namespace, ScheduleId = ScheduleId }, Rpc());

    protected Task PatchAsync(SchedulePatch patch) => Service.PatchScheduleAsync(
        new() { Namespace = Namespace, ScheduleId = ScheduleId, Patch = patch, Identity = Me, RequestId = Guid.NewGuid().ToString() }, Rpc());

    protected Task DeleteScheduleAsync() => Service.DeleteScheduleAsync(new() { Namespace = Namespace, ScheduleId = ScheduleId, Identity = Me }, Rpc());

    /// <summary>An interval so long that nothing happens by itself.</summary>
    protected static void Yearly(ScheduleSpec spec) => spec.Interval.Add(new IntervalSpec { Interval = Data.Seconds(365 * 24 * 3600) });
}
