using System.Diagnostics;

namespace BackgroundAgent.Benchmarks;

internal static class StartUp
{
    private const int Runs = 15;
    private const double Limit = 0.35;

    public static async Task RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("bgagent-bench-");
        var program = await Programs.PublishStarterAsync(folder.FullName);
        var times = new List<double>();
        for (var run = 0; run < Runs; run++)
        {
            var clock = Stopwatch.StartNew();
            await Programs.RunAsync(program, folder.FullName, "--help");
            times.Add(clock.Elapsed.TotalSeconds);
        }

        Figures.Print("bgagent --help", times, "s", Limit);
        folder.Delete(recursive: true);
    }
}
