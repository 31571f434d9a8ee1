using System.CommandLine;
using BackgroundAgent.Starter.CommandLine;
using BackgroundAgent.Starter.Verbs.GitHub;
using BackgroundAgent.Starter.Verbs.Schedules;

namespace BackgroundAgent.Starter.Verbs;

/// <summary>Every verb, in the order of <c>--help</c>.</summary>
internal static class AllVerbs
{
    /// <param name="verbs">Gives them what they run in.</param>
    /// <param name="only">The first word typed: where it is the verb that reads logs, no other is made, because making all takes as long as reading a log of megabytes.</param>
    public static IEnumerable<Command> Create(VerbFactory verbs, string? only = null) => only == DiagnoseVerb.Name ? [DiagnoseVerb.Create(verbs)] :
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
        FlakyVerb.Create(verbs),
        DoctorVerb.Create(verbs),
        ScheduleVerbs.Create(verbs),
        GitHubVerbs.Create(verbs),
        CompletionVerb.Create(verbs),
        VersionVerb.Create(verbs),
    ];
}
