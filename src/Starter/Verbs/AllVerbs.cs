using System.CommandLine;
using BackgroundAgent.Starter.CommandLine;
using BackgroundAgent.Starter.Verbs.Schedules;

namespace BackgroundAgent.Starter.Verbs;

/// <summary>Every verb, in the order of <c>--help</c>.</summary>
internal static class AllVerbs
{
    public static IEnumerable<Command> Create(VerbFactory verbs) =>
    [
        DemoVerb.Create(verbs),
        RunVerb.Create(verbs),
        UpVerb.Create(verbs),
        EnqueueVerb.Create(verbs),
        ListVerb.Create(verbs),
        ShowVerb.Create(verbs),
        WatchVerb.Create(verbs),
        ApproveVerb.Create(verbs),
        RejectVerb.Create(verbs),
        SteerVerb.Create(verbs),
        .. PlainMessageVerbs.Create(verbs),
        LogsVerb.Create(verbs),
        DiagnoseVerb.Create(verbs),
        ScheduleVerbs.Create(verbs),
        CompletionVerb.Create(verbs),
        VersionVerb.Create(verbs),
    ];
}
