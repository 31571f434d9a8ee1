using System.CommandLine;
using BackgroundAgent.Contracts;
using BackgroundAgent.Starter.CommandLine;
using BackgroundAgent.Starter.Connections;
using BackgroundAgent.Starter.Output;
using BackgroundAgent.Starter.Output.Json;
using BackgroundAgent.Starter.Tasks;

namespace BackgroundAgent.Starter.Verbs;

/// <summary>What the verbs share that say something to a task.</summary>
internal sealed class MessageOptions
{
    public Argument<string> Task { get; } = TaskArgument.Create();

    public Option<string?> By { get; } = new("--by")
    {
        Description = "Login to sign with [default: $BGAGENT_USER, else the user here]",
        HelpName = "LOGIN",
    };

    public Option<bool> NoWait { get; } = new("--no-wait")
    {
        Description = "Send it without waiting for the task's answer; what does not fit its state is then dropped",
    };

    public ConnectionOptions Connection { get; } = new();

    public void AddTo(Command command)
    {
        command.Add(Task);
        command.Add(By);
        command.Add(NoWait);
        Connection.AddTo(command);
        By.Validators.Add(result =>
        {
            var login = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
            if (login.Length is 0 or > Limits.LoginCharacters || login.Any(char.IsControl))
            {
                result.AddError($"--by: a login has 1 to {Limits.LoginCharacters} characters");
            }
        });
    }

    public string Person(VerbContext context) => context.Parsed.GetValue(By) ?? context.Host.Person;

    public string TaskId(VerbContext context) => context.Parsed.GetRequiredValue(Task);

    public async Task<int> SendAsync(VerbContext context, TaskClient client, TaskMessage message, CancellationToken cancellationToken)
    {
        var taskId = TaskId(context);
        var receipt = await client.SendAsync(taskId, message, wait: !context.Parsed.GetValue(NoWait), cancellationToken);
        if (context.Mode == OutputMode.Json)
        {
            JsonOutput.Write(
                context.Host,
                new ReceiptDocument(taskId, message.Name, receipt is not null, receipt?.State, receipt?.Message),
                JsonShapes.Readable.ReceiptDocument);
        }
        else
        {
            context.Host.Out.WriteLine(SafeText.Line(receipt is null
                ? $"{taskId}: {message.Name} sent"
                : $"{taskId}: {receipt.Message} ({receipt.State.ToKebabCase()})"));
        }

        return ExitCodes.Green;
    }

    /// <summary>A feedback or steering text as typed: itself, @FILE or - for standard input.</summary>
    public static async Task<string> TextAsync(VerbContext context, string option, string text, CancellationToken cancellationToken)
    {
        var read = await Arguments.PromptText.ReadAsync(context.Host, option, text, cancellationToken);
        return read.Length <= Limits.FeedbackCharacters
            ? read
            : throw CliException.Usage($"{option} has {read.Length:N0} characters; at most {Limits.FeedbackCharacters:N0} fit");
    }
}
