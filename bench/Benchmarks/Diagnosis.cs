using System.Diagnostics;
using System.Globalization;

namespace BackgroundAgent.Benchmarks;

/// <summary>A long build log with a few failures in it. Counting matches is the least that any reader of it must do.</summary>
internal static class Diagnosis
{
    private const int Lines = 1_000_000;
    private const int Runs = 5;

    public static async Task RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("bgagent-bench-");
        var program = await Programs.PublishStarterAsync(Path.Combine(folder.FullName, "app"));
        var log = Path.Combine(folder.FullName, "build.log");
        await WriteAsync(log);
        var megabytes = new FileInfo(log).Length / 1e6;
        Console.WriteLine($"  log: {Lines:N0} lines, {megabytes:0} MB");

        var ours = await TimeAsync(() => Programs.RunAsync(program, folder.FullName, "diagnose", "--json", log));
        Figures.Print("bgagent diagnose --json", ours, "s");
        Console.WriteLine($"  that is {megabytes / ours.Min():0} MB/s");
        foreach (var (peer, arguments) in new (string, string[])[] { ("rg", ["-c", "error", log]), ("grep", ["-c", "error", log]) })
        {
            if (!Programs.Exists(peer))
            {
                Console.WriteLine($"  {peer} is not installed");
                continue;
            }

            var theirs = await TimeAsync(() => Programs.RunAsync(peer, folder.FullName, arguments));
            Figures.Print($"{peer} -c error", theirs, "s");
            Console.WriteLine($"  ratio of the best times, ours to {peer}: {(ours.Min() / theirs.Min()).ToString("0.0", CultureInfo.InvariantCulture)}");
        }

        folder.Delete(recursive: true);
    }

    private static async Task<List<double>> TimeAsync(Func<Task> run)
    {
        var times = new List<double>();
        for (var index = 0; index < Runs; index++)
        {
            var clock = Stopwatch.StartNew();
            await run();
            times.Add(clock.Elapsed.TotalSeconds);
        }

        return times;
    }

    private static async Task WriteAsync(string file)
    {
        await using var writer = new StreamWriter(file);
        for (var line = 0; line < Lines; line++)
        {
            await writer.WriteLineAsync((line % 100_000) == 99_999
                ? $"src/Some/File{line}.cs(12,34): error CS0117: 'Rates' does not contain a definition for 'PerKilo{line}' [src/Some/Some.csproj]"
                : $"2026-01-01T00:00:{line % 60:00}.000Z  compiling module {line} of the tree, 0 warnings so far, cache hit {line % 7}");
        }
    }
}
