using System.Diagnostics;
using BackgroundAgent.Contracts;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Sandbox;

namespace BackgroundAgent.Benchmarks;

/// <summary>200 tasks wait on a CI that is held; memory is this process's working set.</summary>
internal static class Waiting
{
    private const int Tasks = 200;
    private const double MemoryLimit = 600;

    public static async Task RunAsync()
    {
        // Shut in, the held CI would not see the file that lets it go.
        await using var scene = await Scene.StartAsync(ciRuns: 2, IsolationMode.None);
        var gate = Path.Combine(scene.Folder, "data", "open");
        var clock = Stopwatch.StartNew();
        var handles = await Task.WhenAll(Enumerable.Range(0, Tasks).Select(task =>
            scene.EnqueueAsync($"wait-{task}", $"echo {task} > number.txt", $"while [ ! -e '{gate}' ]; do sleep 0.1; done")));
        Console.WriteLine($"  enqueued {Tasks} after {clock.Elapsed.TotalSeconds:0.0} s");
        // One count instead of a query to each: a query would wake tasks that only wait.
        var waiting = $"{SearchAttributeNames.State.Name} = '{TaskState.WaitingCi.ToKebabCase()}'";
        while ((await scene.All.Client.CountWorkflowsAsync(waiting)).Count < Tasks)
        {
            await Task.Delay(200);
        }

        Console.WriteLine($"  all wait on CI after {clock.Elapsed.TotalSeconds:0.0} s");
        var samples = new List<double>();
        for (var sample = 0; sample < 10; sample++)
        {
            await Task.Delay(1_000);
            using var self = Process.GetCurrentProcess();
            samples.Add(self.WorkingSet64 / 1024.0 / 1024.0);
        }

        Figures.Print("working set with all waiting", samples, "MB", MemoryLimit);
        await File.WriteAllTextAsync(gate, "");
        var results = await Task.WhenAll(handles.Select(handle => handle.GetResultAsync()));
        Console.WriteLine($"  ended after {clock.Elapsed.TotalSeconds:0.0} s: {string.Join(", ", results.CountBy(result => result.Status.State))}");
    }
}
