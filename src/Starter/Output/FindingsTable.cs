using BackgroundAgent.Contracts.Tasks;
using Spectre.Console;

namespace BackgroundAgent.Starter.Output;

/// <summary>The findings of an attempt, most likely root cause first.</summary>
internal static class FindingsTable
{
    public static Table Of(AttemptRecord attempt)
    {
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumn(new TableColumn("#") { NoWrap = true });
        table.AddColumn("where");
        table.AddColumn(new TableColumn("code") { NoWrap = true });
        table.AddColumn("message");
        foreach (var (finding, index) in attempt.Findings.Select((finding, index) => (finding, index)))
        {
            table.AddRow(
                new Text($"{index + 1}"),
                new Text(SafeText.Line(Sentences.Where(finding))),
                new Text(SafeText.Line(Sentences.Code(finding))),
                new Text(Sentences.Message(finding)));
        }

        var more = attempt.FindingCount - attempt.Findings.Count;
        if (more > 0)
        {
            table.Caption($"and {more} more");
        }

        return table;
    }
}
