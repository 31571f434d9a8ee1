using System.CommandLine;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Starter.Output;

namespace BackgroundAgent.Starter.CommandLine;

/// <summary>Says on standard error, in one line and a line of advice, why nothing more will happen.</summary>
internal static class Refusal
{
    private const string NoVerb = "Required command was not provided.";

    public static int Usage(CliHost host, ParseResult result)
    {
        var messages = result.Errors.Select(error => error.Message).Distinct().ToList();
        // The library adds this one to a misspelt verb too, where it only distracts.
        if (messages.Remove(NoVerb) && messages.Count == 0)
        {
            messages.Add("a verb is missing");
        }

        foreach (var message in messages)
        {
            host.Error.WriteLine($"bgagent: {SafeText.Line(message)}");
        }

        var known = result.RootCommandResult.Command.Subcommands.Select(verb => verb.Name).ToList();
        if (result.CommandResult.Command is RootCommand && result.UnmatchedTokens.Count > 0
            && Spelling.Nearest(result.UnmatchedTokens[0], known) is { } nearest)
        {
            host.Error.WriteLine($"Did you mean '{nearest}'?");
        }

        host.Error.WriteLine($"Try '{CommandPath(result)} --help'.");
        return ExitCodes.Usage;
    }

    public static int Report(CliHost host, Exception exception)
    {
        var (code, message, advice) = Describe(exception);
        foreach (var line in message.Split('\n'))
        {
            host.Error.WriteLine($"bgagent: {SafeText.Line(line)}");
        }

        if (advice is not null)
        {
            host.Error.WriteLine(SafeText.Line(advice));
        }

        if (host.Variable("BGAGENT_DEBUG") is not null)
        {
            host.Error.WriteLine(exception);
        }

        return code;
    }

    private static (int Code, string Message, string? Advice) Describe(Exception exception) => exception switch
    {
        CliException known => (known.ExitCode, known.Message, known.Advice),
        Temporalio.Exceptions.RpcException refused => (ExitCodes.Other, $"Temporal: {refused.Message}", AdviceOn(refused)),
        OperationCanceledException => (ExitCodes.Other, "interrupted", null),
        UnauthorizedAccessException or IOException => (ExitCodes.Other, exception.Message, null),
        _ => (ExitCodes.Other, $"{exception.GetType().Name}: {exception.Message}",
            $"This should not happen ({Reason.InternalError.Entry().Code}); set BGAGENT_DEBUG=1 to see where."),
    };

    private static string? AdviceOn(Temporalio.Exceptions.RpcException refused) => refused.Code switch
    {
        Temporalio.Exceptions.RpcException.StatusCode.InvalidArgument when refused.Message.Contains("earch attribute", StringComparison.Ordinal)
            => "The namespace lacks our search attributes: start a worker there once, or see docs/cli.md.",
        Temporalio.Exceptions.RpcException.StatusCode.Unavailable => "Is the server still there? Try again.",
        Temporalio.Exceptions.RpcException.StatusCode.PermissionDenied or Temporalio.Exceptions.RpcException.StatusCode.Unauthenticated
            => "Check the API key or certificate of the Temporal profile.",
        _ => null,
    };

    private static string CommandPath(ParseResult result)
    {
        var names = new Stack<string>();
        for (var at = result.CommandResult; at is not null; at = at.Parent as System.CommandLine.Parsing.CommandResult)
        {
            names.Push(at.Command is RootCommand ? "bgagent" : at.Command.Name);
        }

        return string.Join(' ', names);
    }
}
