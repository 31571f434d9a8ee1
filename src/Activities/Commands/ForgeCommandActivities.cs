using BackgroundAgent.Activities.Failures;
using BackgroundAgent.Contracts.Commands;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Forges;
using Temporalio.Activities;

namespace BackgroundAgent.Activities.Commands;

/// <inheritdoc cref="IForgeCommandActivities"/>
internal sealed class ForgeCommandActivities(IEnumerable<IForgePeople> forges, TaskTalk tasks, IssueTasks issues, Artifacts artifacts) : IForgeCommandActivities
{
    private const string Help = "Say one of `approve`, `reject <why>`, `steer <text>`, `retry`, `stop`, `pause`, `resume`, `hand-back`, `status`, or on an issue `run <text>`.";

    private static CancellationToken Cancellation => ActivityExecutionContext.Current.CancellationToken;

    [Activity]
    public Task<ForgeCommandResult> HandleCommandAsync(ForgeCommand command) => ActivityFailures.MapAsync(async () =>
    {
        var written = CommandText.Parse(command.Text);
        var forge = forges.FirstOrDefault(one => one.Name == command.Repository.Forge);
        if (forge is null || (command.Source == CommandSource.Comment && written is null))
        {
            return new ForgeCommandResult(CommandOutcome.Ignored);
        }

        if (!await forge.MayWriteAsync(command.Repository, command.By, Cancellation))
        {
            return await AnswerAsync(forge, command, new ForgeCommandResult(CommandOutcome.NotAllowed));
        }

        if (await forge.FindThreadAsync(command.Repository, command.Number, Cancellation) is not { } thread)
        {
            return new ForgeCommandResult(CommandOutcome.Ignored);
        }

        var task = thread.Branch is { } branch ? Naming.TaskOfBranch(branch) : null;
        var result = task is not null
            ? await TellAsync(forge, task, command, written, thread)
            : await StartAsync(command, written, thread);
        return await AnswerAsync(forge, command, result);
    });

    private async Task<ForgeCommandResult> StartAsync(ForgeCommand command, CommandText? written, ForgeThread thread)
    {
        if (command.Source != CommandSource.Label && written is not { Word: "run" })
        {
            var outcome = written is null || thread.Branch is not null ? CommandOutcome.Ignored : CommandOutcome.Refused;
            return new ForgeCommandResult(outcome, Message: outcome == CommandOutcome.Refused ? "There is no task here. " + Help : null);
        }

        if (issues.Make(command, written?.Rest ?? "", thread) is not { } spec)
        {
            return new ForgeCommandResult(CommandOutcome.Refused, Message: "No agent is set up for issues; the setting is `Activities:IssueAgent`.");
        }

        var started = await tasks.StartAsync(spec, command.WorkflowId, Cancellation);
        return new ForgeCommandResult(
            CommandOutcome.Done, spec.TaskId, started ? $"Task `{spec.TaskId}` starts on branch `{Naming.Branch(spec.TaskId)}`." : $"Task `{spec.TaskId}` is there already.");
    }

    private async Task<ForgeCommandResult> TellAsync(IForgePeople forge, string task, ForgeCommand command, CommandText? written, ForgeThread thread)
    {
        var by = command.By.Login;
        var commit = command.Commit ?? thread.HeadCommit;
        var (taken, message) = (command.Source, written?.Word, written?.Rest ?? "") switch
        {
            (_, "approve", _) when await IsLaterAsync() => (false, "The branch has a newer commit than your words; look at it and approve again."),
            (_, "approve", var comment) => await SendAsync("approve-now", new Approval(by, commit!, Comment: comment)),
            (_, "reject", { Length: > 0 } why) => await SendAsync("reject-now", new Rejection(by, why, commit)),
            (_, "steer", { Length: > 0 } text) => await SendAsync("steer-now", new Steering(by, text)),
            (_, "stop", var why) => await SendAsync("cancel-now", new PersonRequest(by, why)),
            (_, "pause" or "resume" or "hand-back", var why) => await SendAsync(written!.Word + "-now", new PersonRequest(by, why)),
            (_, "retry", _) => await tasks.RetryAsync(task, command.WorkflowId, Cancellation),
            (_, "status", _) => (true, await tasks.StatusAsync(task, Cancellation)),
            (_, "reject" or "steer", _) => (false, $"Say what is wrong: `/bgagent {written!.Word} <text>`."),
            (_, { Length: >= 0 }, _) => (false, Help),
            (CommandSource.Approval, null, _) => await SendAsync("approve-now", new Approval(by, commit!, Comment: command.Text)),
            (CommandSource.ChangesRequested, null, _) => await RejectAsync(),
            (CommandSource.LineComment, null, _) => await SendAsync("steer-now", new Steering(by, $"{command.Place}: {command.Text}") { Rework = true }),
            _ => (false, ""),
        };
        var answered = message.Length > 0 ? message : null;
        return new ForgeCommandResult(taken ? CommandOutcome.Done : answered is null ? CommandOutcome.Ignored : CommandOutcome.Refused, task, answered);

        Task<(bool, string)> SendAsync(string update, object body) => tasks.TellAsync(task, update, body, command.WorkflowId, Cancellation);

        // A comment names no commit. One that was made or arrived before the newest commit is no word on it.
        async Task<bool> IsLaterAsync() => command is { Commit: null, SaidAt: { } said } && thread.HeadCommit is { } head
            && await forge.CommittedAtAsync(command.Repository, head, Cancellation) > said;

        // Where no gate is open there is nothing to reject; what the reviewer wants goes to the next attempt all the same.
        async Task<(bool, string)> RejectAsync()
        {
            var text = command.Text.Length > 0 ? command.Text : "Changes are requested.";
            var (rejected, why) = await SendAsync("reject-now", new Rejection(by, text, commit));
            return rejected ? (rejected, why) : await SendAsync("steer-now", new Steering(by, text) { Rework = true });
        }
    }

    /// <summary>Commands in comments are answered; reviews speak for themselves. Strangers get no answer that they could fill the page with.</summary>
    private async Task<ForgeCommandResult> AnswerAsync(IForgePeople forge, ForgeCommand command, ForgeCommandResult result)
    {
        if (command.Source == CommandSource.Comment)
        {
            await forge.ReactAsync(command.Repository, command.SourceId, result.Outcome == CommandOutcome.Done, Cancellation);
        }

        if (command.Source is CommandSource.Comment or CommandSource.Label && result is { Outcome: not CommandOutcome.NotAllowed, Message: { } message })
        {
            await forge.ReplyAsync(command.Repository, command.Number, command.SourceId, artifacts.Redact(message), Cancellation);
        }

        return result;
    }
}
