using System.Globalization;
using System.Text.Json;

namespace BackgroundAgent.Benchmarks.Server;

/// <summary>
/// The embedded server's program against a peer (the dev server of the <c>temporal</c> command line), both measured in this one run by the
/// same client and worker, which are a third process.
/// </summary>
internal sealed class ServerBench
{
    private const int StartRuns = 7;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bgagent-bench-");
    private readonly SortedDictionary<string, double> _ours = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, double> _peers = new(StringComparer.Ordinal);
    private string _load = "";

    /// <param name="arguments">--peer PATH; --host PATH and --load PATH for programs published before; --only NAME,NAME; --workflows N; --open N.</param>
    public static async Task RunAsync(IReadOnlyList<string> arguments)
    {
        var options = new Dictionary<string, string>();
        for (var i = 0; i + 1 < arguments.Count; i += 2)
        {
            options[arguments[i]] = arguments[i + 1];
        }

        await new ServerBench().RunAsync(options);
    }

    private async Task RunAsync(Dictionary<string, string> options)
    {
        var host = options.GetValueOrDefault("--host") ?? await PublishAsync("src/DevServer.Host", "bgagent-dev-server");
        _load = options.GetValueOrDefault("--load") ?? await PublishAsync("bench/ServerLoad", "BackgroundAgent.ServerLoad");
        if (options.TryGetValue("--publish", out var _))
        {
            Console.WriteLine($"  {host} {_load}");
            return;
        }

        var only = options.GetValueOrDefault("--only")?.Split(',') ?? ["start", "throughput", "durable", "roundtrip", "timers", "open", "long", "in-process"];
        foreach (var name in only)
        {
            await MeasureAsync(host, name, _ours, options);
            if (options.TryGetValue("--peer", out var peer) && name != "in-process")
            {
                await MeasureAsync(peer, name, _peers, options);
            }

            Print(name);
        }

        _folder.Delete(recursive: true);
    }

    private async Task MeasureAsync(string program, string name, IDictionary<string, double> into, Dictionary<string, string> options)
    {
        if (name == "start")
        {
            var times = new List<double>();
            for (var run = 0; run < StartRuns; run++)
            {
                var (started, seconds) = await ServerProgram.StartAsync(program, null);
                times.Add(seconds);
                started.Dispose();
            }

            times.Sort();
            into["start: median s"] = times[times.Count / 2];
            return;
        }

        if (name == "in-process")
        {
            await InProcessAsync(into);
            return;
        }

        var file = name == "durable" ? Path.Combine(_folder.FullName, $"{Guid.NewGuid()}.db") : null;
        var (server, _) = await ServerProgram.StartAsync(program, file);
        using (server)
        {
            var count = name switch
            {
                "throughput" or "durable" => options.GetValueOrDefault("--workflows", "3000"),
                "open" => options.GetValueOrDefault("--open", "10000"),
                "long" => "50000",
                _ => "300",
            };
            var output = await Programs.RunAsync(_load, _folder.FullName, server.Address, name == "durable" ? "throughput" : name, count);
            foreach (var (key, value) in JsonSerializer.Deserialize<Dictionary<string, double>>(output)!)
            {
                into[$"{name}: {key}"] = value;
            }

            into[$"{name}: server CPU s"] = server.CpuSeconds;
            into[$"{name}: memory MB"] = server.MemoryMegabytes;
        }
    }

    private async Task InProcessAsync(IDictionary<string, double> into)
    {
        var all = new List<Dictionary<string, double>>();
        for (var run = 0; run < StartRuns; run++)
        {
            var output = await Programs.RunAsync(_load, _folder.FullName, "in-process", "memory");
            all.Add(JsonSerializer.Deserialize<Dictionary<string, double>>(output)!);
        }

        foreach (var key in all[0].Keys)
        {
            into[$"in-process: {key}"] = all.Select(a => a[key]).Order().ElementAt(StartRuns / 2);
        }
    }

    private void Print(string name)
    {
        foreach (var (key, value) in _ours.Where(f => f.Key.StartsWith(name + ":", StringComparison.Ordinal)))
        {
            var line = string.Create(CultureInfo.InvariantCulture, $"  {key,-32} ours {value,10:0.000}");
            if (_peers.TryGetValue(key, out var peer))
            {
                line += string.Create(CultureInfo.InvariantCulture, $"   peer {peer,10:0.000}   ours/peer {value / peer:0.00}");
            }

            Console.WriteLine(line);
        }
    }

    private async Task<string> PublishAsync(string project, string program)
    {
        var folder = Path.Combine(_folder.FullName, program);
        await Programs.RunAsync(
            "dotnet", Programs.Repository, "publish", project, "-c", "Release", "--use-current-runtime", "--no-self-contained", "-o", folder, "-v", "quiet");
        return Path.Combine(folder, OperatingSystem.IsWindows() ? program + ".exe" : program);
    }
}
