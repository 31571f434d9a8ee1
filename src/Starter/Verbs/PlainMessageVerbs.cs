using System.CommandLine;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Starter.CommandLine;
using BackgroundAgent.Starter.Connections;
using BackgroundAgent.Starter.Tasks;

namespace BackgroundAgent.Starter.Verbs;

/// <summary><c>pause</c>, <c>resume</c>, <c>cancel</c> and <c>hand-back</c>: who and why, nothing else.</summary>
internal static class PlainMessageVerbs
{
    public static IEnumerable<Verb> Create(VerbFactory verbs) =>
    [
        One(verbs, "pause", "Let a task finish its step and then wait.", "Stop before the next step"),
        One(verbs, "resume", "Let a paused task go on.", "Go on"),
        One(verbs, "cancel", "End a task: it cleans up its work tree, its CI run and its open draft.", "Give up on it"),
        One(verbs, "hand-back", "Give a branch back to its task after pushing to it yourself; it goes on from your commit.", "After your own push"),
    ];

    private static Verb One(VerbFactory verbs, string name, string description, string purpose)
    {
        var verb = Verb.Of(name, description, new Example($"bgagent {name} upgrade-lodash-x7k2p --why 'release day'", purpose));
        var why = new Option<string?>("--why", "-m") { Description = "Kept in the task's history", HelpName = "TEXT" };
        var message = new MessageOptions();
        message.AddTo(verb);
        verb.Add(why);
        verbs.OnRun(verb, async (context, cancellationToken) =>
        {
            var client = await TaskClients.ConnectAsync(context, message.Connection);
            var request = new PersonRequest(message.Person(context), context.Parsed.GetValue(why));
            return await message.SendAsync(context, client, TaskMessage.Plain(name, request), cancellationToken);
        });
        return verb;
    }
}
