using System.Text.Json;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.GitHubSimulator;
using BackgroundAgent.TestKit;
using BackgroundAgent.TestKit.Git;
using BackgroundAgent.TestKit.GitHubApi;

namespace BackgroundAgent.EndToEnd.Tests.GitHub;

/// <summary><c>kill -9</c> of the process at the very moment an effect has been made on GitHub, before the answer is there.</summary>
public sealed class GitHubKillTests
{
    private static readonly string[] Expected =
    [
        "branch bgagent/k created", "pull-request 1 opened as draft", "comment on 1", "branch bgagent/k pushed", "pull-request 1 edited",
        "comment on 1 edited", "pull-request 1 edited", "pull-request 1 ready", "comment on 1 edited",
    ];

    [Theory]
    [InlineData("branch bgagent/k created")]
    [InlineData("pull-request 1 opened as draft")]
    [InlineData("pull-request 1 ready")]
    public async Task Up_KilledRightAfterAnEffect_DoesItOnce(string effect)
    {
        using var folder = new ScratchFolder();
        var sample = ScratchRepository.Create(folder.Join("sample"));
        await using var github = await SimulatedGitHub.StartAsync(new SimulatorOptions { Folder = folder.Join("github") });
        var watch = ApiWatch.Of(github);
        var repository = await github.AddRepositoryAsync("repo", sample.Path);
        repository.Script = GitHubScene.WantsDone;
        var data = Directory.CreateDirectory(folder.Join("data")).FullName;
        await File.WriteAllTextAsync(Path.Combine(data, "bgagent.json"), JsonSerializer.Serialize(GitHubScene.Settings(github)), TestContext.Current.CancellationToken);
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var up = await UpProcess.StartAsync(data);
        github.Ledger.Added += made =>
        {
            if (made.What == effect && !seen.Task.IsCompleted)
            {
                // Here, on the thread that would answer: nobody hears of the effect.
                up.Kill();
                seen.TrySetResult();
            }
        };
        var (code, output) = await UpProcess.RunAsync(
            data, "enqueue", "--id", "k", "--forge", "github", "--repo", repository.Url, "--base", "main", "--prompt", "Make it say done",
            "--agent", "case $BGAGENT_ATTEMPT in 1) echo alpha;; *) echo done;; esac > answer.txt");
        Assert.True(code == 0, output);

        await seen.Task.WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
        await up.KillAndRestartAsync();
        var end = await Scene.EndAsync(up.Task("k"));

        Assert.Equal(TaskState.Green, end.Status.State);
        Assert.Equal(Expected, github.Ledger.Of("owner/repo"));
        await watch.VerifyAsync();
    }
}
