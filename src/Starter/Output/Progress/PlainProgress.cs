
namespace BackgroundAgent.Starter.Output.Progress;

/// <summary>One fact per line behind the time of day, for pipes and logs.</summary>
internal sealed class PlainProgress(TextWriter output, TimeProvider time) : IProgressView
{
    public Task RunAsync(Func<Task> work) => work();

    public void Note(string line) => output.WriteLine(SafeText.Line(line));

    public void Show(ProgressEvent news)
    {
        var clock = $"{TimeZoneInfo.ConvertTime(news.At, time.LocalTimeZone):HH:mm:ss}";
        foreach (var line in Lines(news))
        {
            output.WriteLine($"{clock} {SafeText.Line(line)}");
        }

        output.Flush();
    }

    private static IEnumerable<string> Lines(ProgressEvent news) => news switch
    {
        StateEntered state => [Sentences.Entered(state)],
        AttemptPushed pushed => [Sentences.Pushed(pushed.Attempt)],
        AttemptJudged judged => [Sentences.Judged(judged.Attempt), .. Sentences.Findings(judged.Attempt).Select(line => "  " + line)],
        LinkAppeared link => [$"{link.Label}: {link.Target}"],
        TaskEnded end => Sentences.Ended(end.Task),
        _ => [],
    };
}
