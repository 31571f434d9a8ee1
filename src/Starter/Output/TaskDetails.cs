using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Starter.CommandLine;
using BackgroundAgent.Starter.Output.Json;
using Spectre.Console;

namespace BackgroundAgent.Starter.Output;

/// <summary>Shows one task in full.</summary>
internal static class TaskDetails
{
    public static void Write(VerbContext context, TaskResult task)
    {
        switch (context.Mode)
        {
            case OutputMode.Json:
                JsonOutput.Write(context.Host, TaskDocument.Of(task), JsonShapes.Readable.TaskDocument);
                break;
            case OutputMode.Plain:
                foreach (var line in Lines(task))
                {
                    context.Host.Out.WriteLine(SafeText.Line(line));
                }

                break;
            default:
                WritePretty(Terminal.Create(context.Host), task);
                break;
        }
    }

    private static IEnumerable<string> Lines(TaskResult task)
    {
        var status = task.Status;
        yield return $"task: {status.TaskId}";
        yield return $"title: {status.Title}";
        yield return $"repository: {status.Repository}";
        foreach (var line in Standing(task))
        {
            yield return line;
        }

        foreach (var attempt in task.Attempts)
        {
            yield return Sentences.Pushed(attempt);
            if (attempt.Verdict is not null)
            {
                yield return Sentences.Judged(attempt);
                foreach (var finding in Sentences.Findings(attempt))
                {
                    yield return "  " + finding;
                }
            }
        }
    }

    private static IEnumerable<string> Standing(TaskResult task)
    {
        var status = task.Status;
        if (status.State.IsTerminal())
        {
            return Sentences.Ended(task);
        }

        var approvals = status.ApprovalsRequired > 0 ? $", approvals {status.Approvals.Count} of {status.ApprovalsRequired}" : "";
        return
        [
            $"state: {Sentences.Ending(status)}{approvals}",
            Sentences.Budgets(task),
            .. LinkList.Of(status.Links).Select(link => $"{link.Label}: {link.Target}"),
        ];
    }

    private static void WritePretty(IAnsiConsole console, TaskResult task)
    {
        var status = task.Status;
        console.Write(new Panel(new Text(string.Join('\n', Standing(task).Prepend($"{status.TaskId} in {status.Repository}").Select(SafeText.Line))))
        {
            Header = new PanelHeader($" {Markup.Escape(SafeText.Cut(status.Title, 70))} "),
            BorderStyle = new Style(StateColours.Of(status.State)),
        });
        if (task.Attempts.Count == 0)
        {
            return;
        }

        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns("attempt", "patcher", "commit", "lines", "CI", "findings", "summary");
        foreach (var attempt in task.Attempts)
        {
            string[] cells =
            [
                $"{attempt.Number}", attempt.Patcher ?? "-", Sentences.Commit(attempt.Commit), $"{attempt.LinesChanged}",
                attempt.Verdict ?? "-", $"{attempt.FindingCount}", SafeText.Cut(attempt.Summary ?? "", 60),
            ];
            table.AddRow([.. cells.Select(cell => new Text(SafeText.Line(cell)))]);
        }

        console.Write(table);
        if (task.Attempts[^1] is { Findings.Count: > 0 } last)
        {
            console.Write(FindingsTable.Of(last));
        }
    }
}
