using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Containers.GitHubActions;

/// <summary>
/// Where the steps of a job begin in its log. The runner writes no marker for that; it shows by a group what a step runs, and its own phases begin with lines that are always
/// the same. Source: <c>Handler</c>, <c>ScriptHandler</c>, <c>JobExtension</c>, <c>ActionManager</c> and <c>ContainerOperationProvider</c> of actions/runner.
/// </summary>
internal static class GitHubSteps
{
    private const int MaxImageName = 120;

    /// <summary>A group's first line, <c>##[group]</c> taken off.</summary>
    public static void ReadGroup(ReadOnlySpan<byte> text, long number, StepTracker steps)
    {
        if (text.TryAfter("Run "u8, out var command))
        {
            steps.ShowsCommand = true;
            steps.Memory.HeadAt = number;
            steps.Memory.HeadIsInside = IsInside(number, steps);
            if (!steps.Memory.StepsAreNamed && !steps.Memory.HeadIsInside)
            {
                OpenSetUp(number, steps);
                steps.Begin(command, number);
                steps.Memory.ActionHeadEnd = IsAction(command) ? -1 : 0;
            }
        }
        else if (steps.Memory.StepsAreNamed)
        {
            return;
        }
        else if (steps.Count == 0 && text.StartsWith("Operating System"u8))
        {
            steps.Begin("Set up job"u8, 1);
        }
        else if (text.SequenceEqual("Checking docker version"u8) && steps.CurrentName == "Set up job")
        {
            steps.Begin("Initialize containers"u8, number);
        }
        else if (Image(text, "Pull down action image '"u8) is { IsEmpty: false } pulled && IsBeforeSteps(steps))
        {
            BeginImage("Pull "u8, pulled, number, steps);
        }
        else if (Image(text, "Build container for action use: '"u8) is { IsEmpty: false } built && IsBeforeSteps(steps))
        {
            BeginImage("Build "u8, built, number, steps);
        }
    }

    /// <summary>
    /// A program may write a group that begins with "Run " too. Behind the runner's own come inputs, environment, shell, the end of the group, or the script, in colour.
    /// </summary>
    public static void ReadBehindHead(ReadOnlySpan<byte> text, long number, StepTracker steps)
    {
        var memory = steps.Memory;
        var isBehind = number == memory.HeadAt + 1;
        memory.HeadAt = 0;
        var sure = text.SequenceEqual("with:"u8) || text.SequenceEqual("env:"u8) || text.StartsWith("shell: "u8) || text.StartsWith("##["u8);
        memory.HasColouredHeads |= isBehind && !sure && memory.IsColoured;
        if (!isBehind || sure || memory.IsColoured || !memory.HasColouredHeads)
        {
            return;
        }

        steps.ShowsCommand = false;
        if (!memory.StepsAreNamed && !memory.HeadIsInside)
        {
            steps.TakeBack();
        }
    }

    /// <summary>The phases before and behind the steps, which have no group of their own.</summary>
    public static void TryReadPhase(ReadOnlySpan<byte> text, long number, StepTracker steps)
    {
        if (steps.Memory.StepsAreNamed)
        {
            return;
        }

        switch (text[0])
        {
            case (byte)'P' when text.SequenceEqual("Post job cleanup."u8):
                steps.Begin("Post job cleanup"u8, number);
                break;
            case (byte)'P' when text.StartsWith("Print service container logs: "u8):
            case (byte)'S' when text.StartsWith("Stop and remove container: "u8):
                if (steps.Count > 0 && steps.CurrentName != "Stop containers")
                {
                    steps.Begin("Stop containers"u8, number);
                }

                break;
            case (byte)'E' when text.SequenceEqual("Evaluate and set job outputs"u8) || text.SequenceEqual("Evaluate and set environment url"u8):
            case (byte)'C' when text.SequenceEqual("Cleaning up orphan processes"u8):
                if (steps.CurrentName != "Complete job")
                {
                    steps.Begin("Complete job"u8, number);
                }

                break;
            case (byte)'C' when steps.Count == 0 && text.StartsWith("Current runner version: '"u8):
                steps.Begin("Set up job"u8, number);
                break;
        }
    }

    /// <summary>
    /// Whether what runs next belongs to the action that is open. Newer runners mark it. Before that only the first one could be told: an action of several steps prints
    /// nothing itself, so that its first step follows its own head at once.
    /// </summary>
    private static bool IsInside(long number, StepTracker steps)
        => steps.Memory.InnerActions > 0 || (steps.Memory.ActionHeadEnd > 0 && number == steps.Memory.ActionHeadEnd + 1);

    /// <summary><c>owner/name@ref</c> or <c>./path</c>, not a script.</summary>
    private static bool IsAction(ReadOnlySpan<byte> command)
        => command.IndexOf((byte)' ') < 0 && (command.StartsWith("./"u8) || (command.IndexOf((byte)'/') > 0 && command.IndexOf((byte)'@') > 0));

    private static bool IsBeforeSteps(StepTracker steps)
        => steps.CurrentName is "Set up job" or "Initialize containers" || steps.CurrentName.StartsWith("Pull ", StringComparison.Ordinal) || steps.CurrentName.StartsWith("Build ", StringComparison.Ordinal);

    private static ReadOnlySpan<byte> Image(ReadOnlySpan<byte> text, ReadOnlySpan<byte> lead)
        => text.TryAfter(lead, out var rest) && rest.IndexOf((byte)'\'') is var end and > 0 ? rest[..end] : default;

    private static void BeginImage(ReadOnlySpan<byte> verb, ReadOnlySpan<byte> image, long number, StepTracker steps)
    {
        Span<byte> name = stackalloc byte[8 + MaxImageName];
        image = image.Cut(MaxImageName);
        verb.CopyTo(name);
        image.CopyTo(name[verb.Length..]);
        steps.Begin(name[..(verb.Length + image.Length)], number);
    }

    private static void OpenSetUp(long number, StepTracker steps)
    {
        if (steps.Count == 0 && number > 1)
        {
            steps.Begin("Set up job"u8, 1);
        }
    }
}
