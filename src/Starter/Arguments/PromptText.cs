using BackgroundAgent.Contracts;
using BackgroundAgent.Starter.CommandLine;

namespace BackgroundAgent.Starter.Arguments;

/// <summary>A longer text as typed: itself, <c>@FILE</c>, or <c>-</c> for standard input.</summary>
internal static class PromptText
{
    public static async Task<string> ReadAsync(CliHost host, string option, string text, CancellationToken cancellationToken)
    {
        var read = text switch
        {
            "-" => await host.In.ReadToEndAsync(cancellationToken),
            ['@', .. var file] => await FileText.ReadAsync(host, option, file, cancellationToken),
            _ => text,
        };
        if (string.IsNullOrWhiteSpace(read))
        {
            throw CliException.Usage($"{option} is empty", "Say in a sentence what shall be done.");
        }

        return read.Length <= Limits.PromptCharacters
            ? read
            : throw CliException.Usage($"{option} has {read.Length:N0} characters; at most {Limits.PromptCharacters:N0} fit");
    }
}
