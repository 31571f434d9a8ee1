using System.CommandLine;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Starter.CommandLine;
using BackgroundAgent.Starter.Connections;
using BackgroundAgent.Starter.Tasks;

namespace BackgroundAgent.Starter.Verbs;

/// <summary><c>steer</c>: an extra instruction for the next attempt, at any time.</summary>
internal static class SteerVerb
{
    public static Verb Create(VerbFactory verbs)
    {
        var verb = Verb.Of(
            "steer",
            "Give a task an extra instruction for its next attempt. While CI runs it is advice: no attempt is made if CI passes, unless --rework asks for one. "
            + "At an open gate it always asks for another attempt.",
            new("bgagent steer upgrade-lodash-x7k2p 'the tests need node 20'", "A hint while it works"),
            new("bgagent steer upgrade-lodash-x7k2p @hints.md", "From a file"));
        var text = new Argument<string>("TEXT") { Description = "The instruction: text, @FILE, or - for standard input" };
        var message = new MessageOptions();
        message.AddTo(verb);
        verb.Add(text);
        var rework = new Option<bool>("--rework") { Description = "Make another attempt even if CI passes" };
        verb.Add(rework);
        verbs.OnRun(verb, async (context, cancellationToken) =>
        {
            var read = await MessageOptions.TextAsync(context, "TEXT", context.Parsed.GetRequiredValue(text), cancellationToken);
            var steering = new Steering(message.Person(context), read) { Rework = context.Parsed.GetValue(rework) };
            var client = await TaskClients.ConnectAsync(context, message.Connection);
            return await message.SendAsync(context, client, TaskMessage.Steer(steering), cancellationToken);
        });
        return verb;
    }
}
