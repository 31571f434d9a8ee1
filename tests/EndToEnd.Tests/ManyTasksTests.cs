using System.Diagnostics;
using BackgroundAgent.Contracts;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Sandbox;

namespace BackgroundAgent.EndToEnd.Tests;

public sealed class ManyTasksTests
{
    /// <summary>The benchmark <c>waiting</c> does it with 200.</summary>
    private const int Tasks = 40;
    private const long MostMegabytes = 600;

    [Fact]
    public async Task Run_ManyTasksWaitingOnCi_FitInMemoryAndAllEnd()
    {
        await using var scene = await Scene.StartAsync(options => options with { MaxConcurrentCiRuns = 2, Isolation = IsolationMode.None });
        var gate = Path.Combine(scene.DataDirectory, "open");
        var tasks = await Task.WhenAll(Enumerable.Range(0, Tasks).Select(number => Scene.EnqueueAsync(
            scene.All!.Client,
            scene.Spec($"many-{number}", $"echo {number} > answer.txt", $"while [ ! -e '{gate}' ]; do sleep 0.1; done"))));
        // One count instead of a query to each: a query would wake tasks that only wait.
        while (await WaitingAsync(scene) < Tasks)
        {
            await Task.Delay(200, TestContext.Current.CancellationToken);
        }

        using var self = Process.GetCurrentProcess();
        var megabytes = self.WorkingSet64 / 1024 / 1024;
        await File.WriteAllTextAsync(gate, "", TestContext.Current.CancellationToken);
        var results = await Task.WhenAll(tasks.Select(Scene.EndAsync));

        Assert.All(results, result => Assert.Equal(TaskState.Green, result.Status.State));
        Assert.True(megabytes < MostMegabytes, $"{megabytes} MB with {Tasks} tasks waiting; {MostMegabytes} is the limit");
    }

    private static async Task<long> WaitingAsync(Scene scene)
        => (await scene.All!.Client.CountWorkflowsAsync($"{SearchAttributeNames.State.Name} = '{TaskState.WaitingCi.ToKebabCase()}'")).Count;
}
