using BackgroundAgent.Contracts;
using Spectre.Console;

namespace BackgroundAgent.Starter.Output.Progress;

/// <summary>A terminal: a line per event, the findings as a table, a spinner with the present state below.</summary>
internal sealed class PrettyProgress(IAnsiConsole console, TimeProvider time) : IProgressView
{
    private StatusContext? status;

    public Task RunAsync(Func<Task> work) => console.Status()
        .Spinner(Spinner.Known.Dots)
        .StartAsync("starting", async context =>
        {
            status = context;
            await work();
        });

    public void Note(string line) => console.MarkupLine($"[grey]{Clean(line)}[/]");

    public void Show(ProgressEvent news)
    {
        switch (news)
        {
            case StateEntered state:
                Line(news.At, $"[blue]{Clean(state.State.ToKebabCase())}[/]", Clean(Sentences.Entered(state)[state.State.ToKebabCase().Length..].TrimStart(':', ' ')));
                status?.Status(Clean(Sentences.Entered(state)));
                break;
            case AttemptPushed pushed:
                Line(news.At, "[cyan]pushed[/]", Clean(Sentences.Pushed(pushed.Attempt)));
                break;
            case AttemptJudged judged:
                ShowVerdict(judged);
                break;
            case LinkAppeared link:
                Line(news.At, $"[grey]{Clean(link.Label)}[/]", Clean(link.Target));
                break;
            case TaskEnded end:
                ShowEnd(end);
                break;
        }
    }

    private void ShowVerdict(AttemptJudged judged)
    {
        var red = judged.Attempt.FindingCount > 0 || judged.Attempt.Cause is not (null or Contracts.Findings.Cause.None);
        Line(judged.At, red ? "[red]CI[/]" : "[green]CI[/]", Clean(Sentences.Judged(judged.Attempt)));
        if (judged.Attempt.Findings.Count > 0)
        {
            console.Write(FindingsTable.Of(judged.Attempt));
        }
    }

    private void ShowEnd(TaskEnded end)
    {
        var state = end.Task.Status;
        console.WriteLine();
        console.Write(new Panel(new Markup(string.Join('\n', Sentences.Ended(end.Task).Select(Clean))))
        {
            Header = new PanelHeader($" {Clean(state.Title)} "),
            BorderStyle = new Style(StateColours.Of(state.State)),
            Expand = false,
        });
    }

    private void Line(DateTimeOffset at, string head, string rest)
        => console.MarkupLine($"[grey]{TimeZoneInfo.ConvertTime(at, time.LocalTimeZone):HH:mm:ss}[/] {head} {rest}".TrimEnd());

    private static string Clean(string text) => Markup.Escape(SafeText.Line(text));
}
