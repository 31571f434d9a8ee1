using BackgroundAgent.Starter.CommandLine;

namespace BackgroundAgent.Starter.Output;

/// <summary>Prints a log from its link: a file of this machine as it is, anything else as the address to open.</summary>
internal static class LogText
{
    public static async Task WriteAsync(VerbContext context, string link, int? tail, CancellationToken cancellationToken)
    {
        var path = Uri.TryCreate(link, UriKind.Absolute, out var uri) && uri.IsFile ? uri.LocalPath : link;
        if (!Path.IsPathFullyQualified(path))
        {
            context.Host.Out.WriteLine(SafeText.Line(link));
            context.Note("The log is not on this machine; open it there.");
            return;
        }

        if (!File.Exists(path))
        {
            throw CliException.Other($"the log {path} is not there (any more)", "Was the task run on another machine, or its data directory removed?");
        }

        // On a terminal the log's own escape sequences could do anything; a pipe gets the bytes' text untouched.
        Func<string, string> show = context.Host.IsTerminal ? SafeText.Block : text => text;
        var lines = File.ReadLinesAsync(path, cancellationToken);
        if (tail is { } count)
        {
            var last = new Queue<string>();
            await foreach (var line in lines)
            {
                last.Enqueue(line);
                if (last.Count > count)
                {
                    last.Dequeue();
                }
            }

            foreach (var line in last)
            {
                await context.Host.Out.WriteLineAsync(show(line));
            }

            return;
        }

        await foreach (var line in lines)
        {
            await context.Host.Out.WriteLineAsync(show(line));
        }
    }
}
