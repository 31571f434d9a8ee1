using Temporalio.Api.Schedule.V1;
using Range = Temporalio.Api.Schedule.V1.Range;

namespace BackgroundAgent.DevServer.Tests.Conformance.Schedules;

public sealed class BadSpecTests(ConformanceServer server) : ScheduleTest(server)
{
    private static readonly Dictionary<string, (Action<Schedule> Change, string Message)> Refused = new()
    {
        ["cron with four fields"] = (s => s.Spec.CronString.Add("1 2 3 4"), "Invalid schedule spec: CronString does not have 5-7 fields"),
        ["cron nonsense"] = (s => s.Spec.CronString.Add("a b c d e"), "Invalid schedule spec: Minute is not in range [0-59]"),
        ["cron out of range"] = (s => s.Spec.CronString.Add("99 * * * *"), "Invalid schedule spec: Minute is not in range [0-59]"),
        ["cron unknown word"] = (s => s.Spec.CronString.Add("@sometimes"), "Invalid schedule spec: CronString does not have 5-7 fields"),
        ["cron bad every"] = (s => s.Spec.CronString.Add("@every x"), "invalid duration \"x\""),
        ["cron unknown time zone"] = (s => s.Spec.CronString.Add("CRON_TZ=Mars/Base 0 0 * * *"), "Invalid schedule spec: unknown time zone Mars/Base"),
        ["unknown time zone"] = (s => s.Spec.TimezoneName = "Mars/Base", "Invalid schedule spec: unknown time zone Mars/Base"),
        ["two time zones"] = (s => s.Spec.CronString.Add(["CRON_TZ=Europe/Berlin 0 0 * * *", "CRON_TZ=Europe/Paris 0 0 * * *"]), "Invalid schedule spec: conflicting timezone names"),
        ["interval of zero"] = (s => s.Spec.Interval.Add(new IntervalSpec { Interval = Data.Seconds(0) }), "Invalid schedule spec: interval is too small"),
        ["negative interval"] = (s => s.Spec.Interval.Add(new IntervalSpec { Interval = Data.Seconds(-1) }), "Invalid schedule spec: interval is too small"),
        ["interval below a second"] = (s => s.Spec.Interval.Add(new IntervalSpec { Interval = Data.Seconds(0.5) }), "Invalid schedule spec: interval is too small"),
        ["phase over interval"] = (s => s.Spec.Interval.Add(new IntervalSpec { Interval = Data.Seconds(10), Phase = Data.Seconds(11) }), "Invalid schedule spec: phase cannot be greater than Interval"),
        ["negative phase"] = (s => s.Spec.Interval.Add(new IntervalSpec { Interval = Data.Seconds(10), Phase = Data.Seconds(-1) }), "Invalid schedule spec: phase is negative"),
        ["calendar hour 25"] = (s => s.Spec.Calendar.Add(new CalendarSpec { Hour = "25" }), "Invalid schedule spec: Hour is not in range [0-23]"),
        ["calendar month name"] = (s => s.Spec.Calendar.Add(new CalendarSpec { Month = "Smarch" }), "Invalid schedule spec: Month is not in range [1-12]"),
        ["calendar empty range"] = (s => s.Spec.Calendar.Add(new CalendarSpec { Hour = "5-3" }), "Invalid schedule spec: Hour End is before Start or not in range [0-23]"),
        ["calendar step zero"] = (s => s.Spec.Calendar.Add(new CalendarSpec { Hour = "1-5/0" }), "Invalid schedule spec: Hour has invalid Step"),
        ["structured minute 75"] = (s => s.Spec.StructuredCalendar.Add(new StructuredCalendarSpec { Minute = { new Range { Start = 75 } } }), "Invalid schedule spec: invalid calendar spec: Minute Start is not in range [0-59]"),
        ["no workflow type"] = (s => s.Action.StartWorkflow.WorkflowType = null, "WorkflowType is not set on request."),
        ["no task queue"] = (s => s.Action.StartWorkflow.TaskQueue = null, "taskQueue is not set"),
        ["cron in the action"] = (s => s.Action.StartWorkflow.CronSchedule = "@daily", "Scheduled workflow must not contain CronSchedule"),
        ["reuse policy in the action"] = (s => s.Action.StartWorkflow.WorkflowIdReusePolicy = WorkflowIdReusePolicy.RejectDuplicate, "Scheduled workflow must not contain WorkflowIDReusePolicy"),
        ["negative run timeout"] = (s => s.Action.StartWorkflow.WorkflowRunTimeout = Data.Seconds(-1), "An invalid WorkflowRunTimeoutSeconds is set on request. cause: negative duration"),
    };

    public static TheoryData<string> Names => [.. Refused.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Create_BadSchedule_IsInvalidArgument(string name) =>
        await FailsAsync(Code.InvalidArgument, Refused[name].Message, () => CreateAsync(Schedule(change: Refused[name].Change)));

    [Fact]
    public async Task Create_WithoutRequestId_IsInvalidArgument() => await FailsAsync(
        Code.InvalidArgument,
        "RequestId is not set on request.",
        () => CreateAsync(Schedule(Yearly), r => r.RequestId = ""));

    [Fact]
    public async Task Create_LongId_IsInvalidArgument() => await FailsAsync(
        Code.InvalidArgument,
        "WorkflowId length exceeds limit.",
        () => CreateAsync(Schedule(Yearly), r => r.ScheduleId = new string('s', 1001)));

    [Fact]
    public async Task Create_UnknownSearchAttribute_IsInvalidArgument() => await FailsAsync(
        Code.InvalidArgument,
        "NoSuchAttribute",
        () => CreateAsync(Schedule(Yearly), r => r.SearchAttributes = new() { IndexedFields = { ["NoSuchAttribute"] = Data.Json(1) } }));
}
