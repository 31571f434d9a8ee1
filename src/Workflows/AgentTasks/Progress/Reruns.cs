namespace BackgroundAgent.Workflows.AgentTasks.Progress;

/// <summary>Reruns spent; none of them is an attempt.</summary>
internal sealed record Reruns
{
    /// <summary>Per check, over the whole task, sorted by name.</summary>
    public IReadOnlyList<JobReruns> Flaky { get; init; } = [];

    public int Infrastructure { get; init; }

    /// <summary>The commit whose unclear failure was rerun; one rerun per commit.</summary>
    public string? UnclearCommit { get; init; }

    public int FlakyOf(string check) => Flaky.FirstOrDefault(job => job.Check == check)?.Count ?? 0;

    public Reruns AddFlaky(IEnumerable<string> checks)
    {
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var job in Flaky)
        {
            counts[job.Check] = job.Count;
        }

        foreach (var check in checks)
        {
            counts[check] = counts.GetValueOrDefault(check) + 1;
        }

        return this with { Flaky = [.. counts.Select(pair => new JobReruns(pair.Key, pair.Value))] };
    }
}

internal sealed record JobReruns(string Check, int Count);
