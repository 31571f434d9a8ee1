using System.Diagnostics;

namespace BackgroundAgent.Benchmarks;

internal static class Demo
{
    private const int Runs = 3;
    private const double Limit = 60;

    public static async Task RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("bgagent-bench-");
        var program = await Programs.PublishStarterAsync(Path.Combine(folder.FullName, "app"));
        var times = new List<double>();
        for (var run = 0; run < Runs; run++)
        {
            var clock = Stopwatch.StartNew();
            await Programs.RunAsync(program, folder.FullName, "demo", "--data-dir", Path.Combine(folder.FullName, $"data{run}"));
            times.Add(clock.Elapsed.TotalSeconds);
        }

        Figures.Print("bgagent demo", times, "s", Limit);
        folder.Delete(recursive: true);
    }
}
