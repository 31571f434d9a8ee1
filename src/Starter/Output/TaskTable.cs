using BackgroundAgent.Contracts;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Starter.CommandLine;
using BackgroundAgent.Starter.Output.Json;
using BackgroundAgent.Starter.Tasks;
using Spectre.Console;

namespace BackgroundAgent.Starter.Output;

/// <summary>Shows the rows of <c>list</c>.</summary>
internal static class TaskTable
{
    public static void Write(VerbContext context, IReadOnlyList<TaskListing> rows)
    {
        switch (context.Mode)
        {
            case OutputMode.Json:
                JsonOutput.Write(context.Host, new ListDocument(rows), JsonShapes.Readable.ListDocument);
                break;
            case OutputMode.Plain:
                WritePlain(context.Host.Out, rows);
                break;
            default:
                WritePretty(Terminal.Create(context.Host), rows, context.Host.Time.GetUtcNow());
                break;
        }
    }

    // Tab separated, one task per line, no heading: for cut, awk and while read.
    private static void WritePlain(TextWriter output, IReadOnlyList<TaskListing> rows)
    {
        foreach (var row in rows)
        {
            output.WriteLine(string.Join('\t', new[]
            {
                row.TaskId, State(row), row.Reason ?? "-", $"{row.Attempt}", $"{row.StartedAt:yyyy-MM-ddTHH:mm:ssZ}", row.Repository ?? "-", row.Title ?? "-",
            }.Select(SafeText.Line)));
        }
    }

    private static void WritePretty(IAnsiConsole console, IReadOnlyList<TaskListing> rows, DateTimeOffset now)
    {
        if (rows.Count == 0)
        {
            console.WriteLine("No tasks.");
            return;
        }

        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns("task", "state", "attempt", "age", "title");
        foreach (var row in rows)
        {
            var state = Enum.GetValues<TaskState>().FirstOrDefault(state => state.ToKebabCase() == row.State);
            var reason = row.Reason is null ? "" : $" ({row.Reason})";
            table.AddRow(
                new Text(SafeText.Line(row.TaskId)),
                new Text(SafeText.Line(State(row) + reason), new Style(StateColours.Of(state))),
                new Text($"{row.Attempt}"),
                new Text(Elapsed.Show(now - row.StartedAt)),
                new Text(SafeText.Cut(row.Title ?? "", 60)));
        }

        console.Write(table);
    }

    // A workflow that Temporal ended keeps the state it was in; say so rather than show it as alive.
    private static string State(TaskListing row)
        => row.Execution is "running" or "completed" or "continuedasnew" ? row.State : $"{row.State} [{row.Execution}]";
}
