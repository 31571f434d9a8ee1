using System.CommandLine;
using BackgroundAgent.Starter.CommandLine;

namespace BackgroundAgent.Starter.Verbs.Schedules;

/// <summary><c>schedule</c>: nightly upgrades as Temporal schedules, and the schedules of our own.</summary>
internal static class ScheduleVerbs
{
    public static Command Create(VerbFactory verbs)
    {
        var parent = Verb.Of(
            "schedule",
            "Upgrade dependencies of repositories on a schedule.",
            new("bgagent schedule create nightly --cron '0 2 * * *' --repo ~/src/app --ci 'npm test'", "Every night at two"),
            new("bgagent schedule trigger nightly", "Now, without waiting for the night"));
        parent.Add(ScheduleCreateVerb.Create(verbs));
        parent.Add(ScheduleEnsureVerb.Create(verbs));
        parent.Add(ScheduleListVerb.Create(verbs));
        parent.Add(ScheduleShowVerb.Create(verbs));
        foreach (var verb in ScheduleChangeVerbs.Create(verbs))
        {
            parent.Add(verb);
        }

        return parent;
    }
}
