using System.CommandLine;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Starter.CommandLine;
using BackgroundAgent.Starter.Connections;
using BackgroundAgent.Starter.Tasks;

namespace BackgroundAgent.Starter.Verbs;

/// <summary><c>reject</c>: turns the change down; the feedback goes to the next attempt.</summary>
internal static class RejectVerb
{
    public static Verb Create(VerbFactory verbs)
    {
        var verb = Verb.Of(
            "reject",
            "Turn a change down; the feedback goes to the patcher of the next attempt.",
            new("bgagent reject upgrade-lodash-x7k2p --feedback 'keep the old API as an overload'", "Say what to do instead"),
            new("bgagent reject upgrade-lodash-x7k2p --feedback @review.md", "Feedback from a file"));
        var feedback = new Option<string>("--feedback", "-f") { Description = "What to do instead: text, @FILE, or - for standard input", HelpName = "TEXT", Required = true };
        var message = new MessageOptions();
        message.AddTo(verb);
        verb.Add(feedback);
        verbs.OnRun(verb, async (context, cancellationToken) =>
        {
            var text = await MessageOptions.TextAsync(context, "--feedback", context.Parsed.GetRequiredValue(feedback), cancellationToken);
            var client = await TaskClients.ConnectAsync(context, message.Connection);
            return await message.SendAsync(context, client, TaskMessage.Reject(new Rejection(message.Person(context), text)), cancellationToken);
        });
        return verb;
    }
}
