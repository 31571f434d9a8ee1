using System.CommandLine;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Starter.CommandLine;
using BackgroundAgent.Starter.Connections;
using BackgroundAgent.Starter.Tasks;

namespace BackgroundAgent.Starter.Verbs;

/// <summary><c>approve</c>: for the commit and policy that are in force now, or the commit that was looked at.</summary>
internal static class ApproveVerb
{
    public static Verb Create(VerbFactory verbs)
    {
        var verb = Verb.Of(
            "approve",
            "Approve what a task made. The approval is for one commit; a later commit voids it.",
            new("bgagent approve upgrade-lodash-x7k2p", "The present head commit"),
            new("bgagent approve upgrade-lodash-x7k2p --commit 3f2c1a9b… --comment 'read it all'", "Exactly what was read"));
        var commit = new Option<string?>("--commit", "-c") { Description = "Full id of the commit that was looked at [default: the present head]", HelpName = "SHA" };
        commit.Validators.Add(result =>
        {
            var text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
            if (text.Length is < 40 or > 64 || !text.All(char.IsAsciiHexDigitLower))
            {
                result.AddError($"--commit: '{text}' is not a full commit id (40 hexadecimal digits)");
            }
        });
        var comment = new Option<string?>("--comment", "-m") { Description = "Shown in the pull request", HelpName = "TEXT" };
        var message = new MessageOptions();
        message.AddTo(verb);
        verb.Add(commit);
        verb.Add(comment);
        verbs.OnRun(verb, async (context, cancellationToken) =>
        {
            var client = await TaskClients.ConnectAsync(context, message.Connection);
            var taskId = message.TaskId(context);
            var status = (await client.SnapshotAsync(taskId, cancellationToken)).Status;
            if (status.State.IsTerminal())
            {
                throw CliException.Other($"task {taskId} has ended", $"See 'bgagent show {taskId}'.");
            }

            var head = context.Parsed.GetValue(commit) ?? status.HeadCommit
                ?? throw CliException.Other($"task {taskId} has no commit to approve yet", $"See 'bgagent show {taskId}'.");
            var approval = new Approval(message.Person(context), head, status.PolicyHash, context.Parsed.GetValue(comment));
            return await message.SendAsync(context, client, TaskMessage.Approve(approval), cancellationToken);
        });
        return verb;
    }
}
