using System.Diagnostics;
using System.Globalization;

namespace BackgroundAgent.Benchmarks;

/// <summary>
/// Many small logs in one process, start-up included, and one large log, by both programs that can be published, on one core. Counting matches is the least that any reader must do, so <c>rg</c> gives the scale.
/// DIAGNOSIS_PATHS names a file with paths, one a line, to be read instead of the small logs.
/// </summary>
internal static class Diagnosis
{
    private const int SmallLogs = 700;
    private const int LinesOfLarge = 600_000;
    private const int Runs = 5;

    private static readonly string[] Words = ["compiling", "linking", "module", "restored", "cache", "hit", "layer", "of", "the", "tree", "in", "ms", "test", "passed", "with", "no", "changes"];

    public static async Task RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("bgagent-bench-");
        var whole = await Programs.PublishStarterAsync(Path.Combine(folder.FullName, "app"));
        var native = Programs.Exists("clang") || Programs.Exists("gcc") ? await Programs.PublishNativeAsync(Path.Combine(folder.FullName, "native")) : null;
        (string Name, string Path)[] programs = native is null ? [("whole program", whole)] : [("native program", native), ("whole program", whole)];
        var given = Environment.GetEnvironmentVariable("DIAGNOSIS_PATHS");
        var small = given is { Length: > 0 } ? await File.ReadAllLinesAsync(given) : await WriteSmallAsync(folder.FullName);
        await CompareAsync($"{small.Length} logs", programs, folder.FullName, small);

        var large = Path.Combine(folder.FullName, "large.log");
        await WriteAsync(large, LinesOfLarge, new Random(1));
        await CompareAsync("one log", programs, folder.FullName, [large]);
        folder.Delete(recursive: true);
    }

    private static async Task CompareAsync(string what, (string Name, string Path)[] programs, string folder, string[] paths)
    {
        var megabytes = paths.Sum(path => new FileInfo(path).Length) / 1e6;
        Console.WriteLine($"  {what}, {megabytes:0} MB");
        var list = string.Join('\n', paths) + "\n";
        var search = Programs.Exists("rg") ? await TimeAsync(() => OnOneCoreAsync("rg", folder, string.Empty, ["-c", "error", .. paths])) : null;
        foreach (var (name, path) in programs)
        {
            var ours = await TimeAsync(() => OnOneCoreAsync(path, folder, list, ["diagnose", "--json", "--stdin-paths"]));
            Figures.Print($"bgagent diagnose --json --stdin-paths ({name})", ours, "s");
            var share = search is null ? "" : $"; its share of rg's speed: {(search.Min() / ours.Min()).ToString("0.00", CultureInfo.InvariantCulture)}";
            Console.WriteLine($"  that is {megabytes / ours.Min():0} MB/s{share}");
        }

        if (search is null)
        {
            Console.WriteLine("  rg is not installed");
            return;
        }

        Figures.Print("rg -c error", search, "s");
        Console.WriteLine($"  {megabytes / search.Min():0} MB/s");
    }

    /// <summary>Both would use more cores than one where there are more, so both get the same one.</summary>
    private static Task OnOneCoreAsync(string program, string folder, string input, string[] arguments)
        => Programs.Exists("taskset")
            ? Programs.RunWithInputAsync("taskset", folder, input, ["-c", "0", program, .. arguments])
            : Programs.RunWithInputAsync(program, folder, input, arguments);

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

    private static async Task<string[]> WriteSmallAsync(string folder)
    {
        var random = new Random(2);
        var paths = new string[SmallLogs];
        for (var index = 0; index < paths.Length; index++)
        {
            paths[index] = Path.Combine(folder, $"{index}.log");
            await WriteAsync(paths[index], random.Next(10, 1000), random);
        }

        return paths;
    }

    private static async Task WriteAsync(string file, int lines, Random random)
    {
        await using var writer = new StreamWriter(file);
        for (var line = 0; line < lines; line++)
        {
            var place = $"src/{Words[random.Next(Words.Length)]}/File{random.Next(500)}.cs({random.Next(1, 900)},{random.Next(1, 80)})";
            await writer.WriteLineAsync(random.Next(1000) switch
            {
                < 2 => $"{place}: error CS0117: 'Rates' does not contain a definition for 'PerKilo{line}' [src/Some/Some.csproj]",
                < 20 => $"{place}: warning CS0168: The variable 'x{line}' is declared but never used [src/Some/Some.csproj]",
                _ => $"2026-01-01T00:00:{line % 60:00}.{random.Next(10_000_000):0000000}Z {string.Join(' ', random.GetItems(Words, random.Next(3, 12)))} {line}",
            });
        }
    }
}
