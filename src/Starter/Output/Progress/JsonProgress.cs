using System.Text.Json;
using BackgroundAgent.Starter.Output.Json;

namespace BackgroundAgent.Starter.Output.Progress;

/// <summary>One JSON document per line and event; the last one holds the whole task.</summary>
internal sealed class JsonProgress(TextWriter output) : IProgressView
{
    public Task RunAsync(Func<Task> work) => work();

    public void Note(string line)
    {
        // Standard output is for documents alone.
    }

    public void Show(ProgressEvent news)
    {
        output.WriteLine(JsonSerializer.Serialize(Document(news), JsonLineShapes.Readable.ProgressDocument));
        output.Flush();
    }

    private static ProgressDocument Document(ProgressEvent news)
    {
        var (at, taskId) = news;
        return news switch
        {
            StateEntered state => new() { Event = "state", At = at, TaskId = taskId, State = state.State, Detail = state.Detail },
            AttemptPushed pushed => new() { Event = "pushed", At = at, TaskId = taskId, Attempt = pushed.Attempt },
            AttemptJudged judged => new() { Event = "verdict", At = at, TaskId = taskId, Attempt = judged.Attempt },
            LinkAppeared link => new() { Event = "link", At = at, TaskId = taskId, Name = link.Name, Target = link.Target },
            TaskEnded end => new() { Event = "end", At = at, TaskId = taskId, State = end.Task.Status.State, Task = TaskDocument.Of(end.Task) },
            _ => throw new ArgumentOutOfRangeException(nameof(news), news.GetType().Name, "no document for this event"),
        };
    }
}
