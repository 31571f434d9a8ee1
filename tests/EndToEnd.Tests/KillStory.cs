using BackgroundAgent.Contracts.Tasks;

namespace BackgroundAgent.EndToEnd.Tests;

/// <summary>One task that needs a red attempt and a green one, on a <c>bgagent up</c> that will be killed.</summary>
internal sealed class KillStory : IAsyncDisposable
{
    private readonly Gate _gate = new();

    private KillStory(UpProcess up, Scene scene) => (Up, Scene) = (up, scene);

    public UpProcess Up { get; }

    public Scene Scene { get; }

    /// <summary>A line per CI run, where CI writes any.</summary>
    public string Runs => _gate.Path + ".runs";

    /// <param name="held">What the gate holds: the agent, CI on the branch, CI on the base commit; anything else: nothing.</param>
    public static async Task<KillStory> StartAsync(string held)
    {
        var scene = new Scene();

        // Counting the runs of CI means writing where isolated programs may not.
        string[] options = held == "rerunning" ? ["--isolation", "none"] : [];
        var story = new KillStory(await UpProcess.StartAsync(scene.DataDirectory, options), scene);
        await story.EnqueueAsync(held);
        return story;
    }

    public void OpenGate() => _gate.Open();

    /// <summary>A commit on the task's branch that the task knows nothing of.</summary>
    public string PushAsSomebody(string answer)
    {
        Scene.Origin.Git("checkout", "--quiet", "bgagent/k1");
        Scene.Origin.Write("answer.txt", answer);
        var commit = Scene.Origin.Commit("theirs").Trim();
        Scene.Origin.Git("checkout", "--quiet", "main");
        return commit;
    }

    public async Task<TaskResult> EndsGreenAsync(int attempts, int commits)
    {
        var end = await Scene.EndAsync(Up.Task("k1"));
        Assert.True(end.Status.State == TaskState.Green, $"{end.Status.State} {end.Status.Reason}: {end.Status.Detail}");
        Assert.Equal(attempts, end.Attempts.Count);
        Assert.Equal(commits, int.Parse(Scene.Origin.Git("rev-list", "--count", "main..bgagent/k1")));
        Assert.Equal(end.Status.HeadCommit, Scene.Origin.Git("rev-parse", "bgagent/k1").Trim());
        Assert.Single(Directory.EnumerateFiles(Path.Combine(Scene.DataDirectory, "forge", "pull-requests"), "*.md", SearchOption.AllDirectories));
        var told = await File.ReadAllLinesAsync(Path.Combine(Scene.DataDirectory, "notifications.jsonl"), TestContext.Current.CancellationToken);
        Assert.Single(told, line => line.Contains("\"terminal\"", StringComparison.Ordinal));
        return end;
    }

    public async ValueTask DisposeAsync()
    {
        await Up.DisposeAsync();
        await Scene.DisposeAsync();
        _gate.Dispose();
        File.Delete(Runs);
    }

    private async Task EnqueueAsync(string held)
    {
        var hold = $"while [ ! -e '{_gate.Path}' ]; do sleep 0.1; done";
        var agent = "case $BGAGENT_ATTEMPT in 1) echo alpha;; *) echo done;; esac > answer.txt";
        var ci = held switch
        {
            "waiting-ci" => $"{hold}; {Scene.CiThatWantsDone}",

            // The base commit has no answer.txt; it is run only to be compared with, while the failure is classified.
            "classifying" => $"[ -e answer.txt ] || {{ {hold}; exit 0; }}; {Scene.CiThatWantsDone}",

            // Nothing in its log tells why it fails the first time, so it is tried once more.
            "rerunning" => $"echo run >> '{Runs}'; [ $(wc -l < '{Runs}') -gt 1 ] || {{ echo hm; exit 1; }}",
            _ => $"[ -e answer.txt ] || exit 0; {Scene.CiThatWantsDone}",
        };
        var spec = Scene.Spec("k1", held == "patching" ? $"{hold}; {agent}" : agent, ci) with
        {
            PolicyText = held == "awaiting-approval" ? "approvals: 1\n" : null,
        };
        await Scene.EnqueueAsync(Up.Client, spec);
    }
}
