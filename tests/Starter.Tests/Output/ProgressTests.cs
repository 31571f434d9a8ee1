using System.Text.Json;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Starter.Output.Progress;
using BackgroundAgent.Starter.Tasks;
using BackgroundAgent.Starter.Tests.Support;
using Microsoft.Extensions.Time.Testing;
using Spectre.Console.Testing;

namespace BackgroundAgent.Starter.Tests.Output;

public sealed class ProgressTests
{
    private readonly FakeTimeProvider time = new(Samples.Noon.AddMinutes(2));

    [Fact]
    public async Task Plain_WholeTask_IsOneFactPerLine()
    {
        var output = new StringWriter { NewLine = "\n" };
        await ShowAsync(new PlainProgress(output, time));

        Assert.Equal(
            """
            12:00:00 queued
            12:00:01 patching (attempt 1)
            12:00:02 waiting-ci
            12:02:00 attempt 1 pushed 0123456789 by dependency, 1 file, 2 lines: Upgrade a to 2.0
            12:02:00 pull request: /data/pr/1.md
            12:02:00 attempt 1 CI failed (code), 3 findings
            12:02:00   src/A.cs:3:5: error CS0246: no type 'X'�[31m
            12:02:00   A.B.C: error test: expected 1 actual [bold]2[/]
            12:02:00   and 1 more
            12:00:03 patching (attempt 2)
            12:02:00 attempt 2 pushed abcdef6789 by command, 2 files, 10 lines: repair
            12:02:00 attempt 2 CI passed
            12:03:00 green (BGA-G01 ci-passed): Every expected check passed for the pushed commit.
            12:03:00 next: Review the pull request and merge it.
            12:03:00 used: 2 of 3 attempts, 1m 30s of 6h, 12 of 2000 changed lines, 0 reruns, cost 0.50 of 2.00 USD
            12:03:00 pull request: /data/pr/1.md
            12:03:00 log of the last failed CI: /data/ci.log

            """,
            output.ToString());
    }

    [Fact]
    public async Task Json_WholeTask_IsOneDocumentPerLineWithTheTaskLast()
    {
        var output = new StringWriter { NewLine = "\n" };
        await ShowAsync(new JsonProgress(output));

        var lines = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(
            ["state", "state", "state", "pushed", "link", "verdict", "state", "pushed", "verdict", "end"],
            lines.Select(line => line.GetProperty("event").GetString()));
        Assert.All(lines, line => Assert.Equal("fix-1", line.GetProperty("taskId").GetString()));
        Assert.Equal("waiting-ci", lines[2].GetProperty("state").GetString());
        Assert.Equal("pullRequest", lines[4].GetProperty("name").GetString());
        Assert.Equal(3, lines[5].GetProperty("attempt").GetProperty("findingCount").GetInt32());
        Assert.Equal("green", lines[^1].GetProperty("task").GetProperty("state").GetString());
        Assert.False(lines[0].TryGetProperty("task", out _));
    }

    [Fact]
    public async Task Pretty_WholeTask_HasFindingsTableAndEscapesMarkup()
    {
        using var console = new TestConsole();
        console.Profile.Width = 140;
        await ShowAsync(new PrettyProgress(console, time));

        var text = console.Output;
        Assert.Contains("12:00:01 patching", text, StringComparison.Ordinal);
        Assert.Matches(@"│ 1 │ src/A\.cs:3:5 *│ CS0246 │ no type 'X'", text);
        Assert.Contains("expected 1 actual [bold]2[/]", text, StringComparison.Ordinal);
        Assert.Contains("and 1 more", text, StringComparison.Ordinal);
        Assert.Contains("green (BGA-G01 ci-passed)", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b[31m", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Next_SameSnapshotTwice_TellsNothingNew()
    {
        var diff = new ProgressDiff("fix-1", time);
        var progress = new TaskProgress([], Samples.Task(TaskState.Blocked, Reason.NoProgress, Samples.Red));

        Assert.NotEmpty(diff.Next(progress).ToList());
        Assert.Empty(diff.Next(progress));
    }

    [Fact]
    public void Next_RerunOfSameCommit_TellsTheNewVerdict()
    {
        var diff = new ProgressDiff("fix-1", time);
        _ = diff.Next(new TaskProgress([], Samples.Task(TaskState.Classifying, null, Samples.Red))).ToList();

        var news = diff.Next(new TaskProgress([], Samples.Task(TaskState.Classifying, null, Samples.Red with { Reruns = 1, Verdict = "passed" }))).ToList();

        Assert.IsType<AttemptJudged>(Assert.Single(news));
    }

    private async Task ShowAsync(IProgressView view)
    {
        var diff = new ProgressDiff("fix-1", time);
        var pushed = Samples.Red with { Verdict = null, Cause = null, Findings = [], FindingCount = 0 };
        TaskProgress[] steps =
        [
            new([Change(0, TaskState.Queued, 0), Change(1, TaskState.Patching, 1)], null),
            new([Change(2, TaskState.WaitingCi, 1)], Samples.Task(TaskState.WaitingCi, null, pushed)),
            new([], Samples.Task(TaskState.Classifying, null, Samples.Red)),
            new([Change(3, TaskState.Patching, 2)], Samples.Task(TaskState.Patching, null, Samples.Red)),
            new([Change(4, TaskState.Green, 2)], Samples.Task(TaskState.Green, Reason.CiPassed, Samples.Red, Samples.Green)),
        ];
        await view.RunAsync(() =>
        {
            foreach (var news in steps.SelectMany(diff.Next))
            {
                view.Show(news);
            }

            return Task.CompletedTask;
        });
    }

    private static StateChange Change(int second, TaskState state, int attempt) => new(Samples.Noon.AddSeconds(second), state, attempt);
}
