using System.Diagnostics;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Sandbox;

namespace BackgroundAgent.EndToEnd.Tests;

public sealed class ManyTasksTests
{
    private const int Tasks = 200;
    private const long MostMegabytes = 600;

    [Fact]
    public async Task Run_TwoHundredTasksWaitingOnCi_FitInMemoryAndAllEnd()
    {
        await using var scene = await Scene.StartAsync(options => options with { MaxConcurrentCiRuns = 2, Isolation = IsolationMode.None });
        var gate = Path.Combine(scene.DataDirectory, "open");
        var tasks = await Task.WhenAll(Enumerable.Range(0, Tasks).Select(number => Scene.EnqueueAsync(
            scene.All!.Client,
            scene.Spec($"many-{number}", $"echo {number} > answer.txt", $"while [ ! -e '{gate}' ]; do sleep 0.1; done"))));
        foreach (var task in tasks)
        {
            while ((await task.QueryAsync(workflow => workflow.Status())).State != TaskState.WaitingCi)
            {
                await Task.Delay(100, TestContext.Current.CancellationToken);
            }
        }

        using var self = Process.GetCurrentProcess();
        var megabytes = self.WorkingSet64 / 1024 / 1024;
        await File.WriteAllTextAsync(gate, "", TestContext.Current.CancellationToken);
        var results = await Task.WhenAll(tasks.Select(Scene.EndAsync));

        Assert.All(results, result => Assert.Equal(TaskState.Green, result.Status.State));
        Assert.True(megabytes < MostMegabytes, $"{megabytes} MB with {Tasks} tasks waiting; {MostMegabytes} is the limit");
    }
}
