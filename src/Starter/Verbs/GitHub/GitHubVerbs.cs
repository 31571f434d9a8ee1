using System.CommandLine;
using BackgroundAgent.Starter.CommandLine;

namespace BackgroundAgent.Starter.Verbs.GitHub;

/// <summary><c>github</c>: what is done once to work on GitHub, and what its schedules do, now.</summary>
internal static class GitHubVerbs
{
    public static Command Create(VerbFactory verbs)
    {
        var parent = Verb.Of(
            "github",
            "Make the GitHub App, and tidy up on GitHub.",
            new("bgagent github setup", "Make the App in a browser on this machine"),
            new("bgagent github janitor --dry-run", "See which branches without a task would be removed"));
        parent.Add(GitHubSetupVerb.Create(verbs));
        parent.Add(MaintenanceVerbs.Janitor(verbs));
        parent.Add(MaintenanceVerbs.Redeliver(verbs));
        return parent;
    }
}
