namespace BackgroundAgent.Diagnosis.Containers.GitHubActions;

/// <summary>
/// The columns in front of each line of <c>gh run view --log</c>: job and step. They name the steps better than the log does, unless gh could not tell (<c>UNKNOWN STEP</c>).
/// Source: <c>pkg/cmd/run/view</c> of cli/cli.
/// </summary>
internal static class GitHubColumns
{
    public static void Read(ReadOnlySpan<byte> columns, long number, StepTracker steps)
    {
        var memory = steps.Memory;
        if (columns.SequenceEqual(memory.Columns))
        {
            return;
        }

        var tab = columns.IndexOf((byte)'\t');
        var job = columns[..tab];
        var step = columns[(tab + 1)..];
        var sameJob = memory.Columns.AsSpan().StartsWith(columns[..(tab + 1)]);
        memory.Columns = columns.ToArray();
        memory.StepsAreNamed = !step.SequenceEqual("UNKNOWN STEP"u8);
        if (memory.StepsAreNamed)
        {
            steps.Begin(step, number);
        }
        else if (!sameJob && steps.Count > 0)
        {
            // Another job: its set-up phase has no line of its own that would be sure to be there.
            steps.Begin(job, number);
        }
    }
}
