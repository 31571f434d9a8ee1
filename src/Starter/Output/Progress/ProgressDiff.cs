using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Starter.Tasks;

namespace BackgroundAgent.Starter.Output.Progress;

/// <summary>Turns snapshots into news: what was told once is not told again.</summary>
internal sealed class ProgressDiff(string taskId, TimeProvider time)
{
    private readonly HashSet<(int Attempt, string What)> told = [];
    private readonly Dictionary<string, string> links = [];
    private bool ended;

    public IEnumerable<ProgressEvent> Next(TaskProgress progress)
    {
        var now = time.GetUtcNow();
        var task = progress.Snapshot;
        foreach (var change in progress.Changes.Where(change => !change.State.IsTerminal()))
        {
            var detail = task is not null && task.Status.State == change.State ? task.Status.Detail : null;
            yield return new StateEntered(change.At, taskId, change.State, change.Attempt, detail);
        }

        if (task is null || ended)
        {
            yield break;
        }

        foreach (var attempt in task.Attempts)
        {
            if (attempt.Commit is not null && told.Add((attempt.Number, "pushed " + attempt.Commit)))
            {
                yield return new AttemptPushed(now, taskId, attempt);
            }

            if (attempt.Verdict is not null && told.Add((attempt.Number, $"judged {attempt.Verdict} {attempt.Cause} {attempt.Reruns}")))
            {
                yield return new AttemptJudged(now, taskId, attempt);
            }
        }

        foreach (var (name, label, target) in LinkList.Of(task.Status.Links))
        {
            if (LinkList.IsNews(name) && (!links.TryGetValue(name, out var before) || before != target))
            {
                links[name] = target;
                yield return new LinkAppeared(now, taskId, name, label, target);
            }
        }

        if (task.Status.State.IsTerminal())
        {
            ended = true;
            yield return new TaskEnded(task.Status.EndedAt ?? now, taskId, task);
        }
    }
}
