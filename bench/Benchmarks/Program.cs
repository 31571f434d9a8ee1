using BackgroundAgent.Benchmarks;
using BackgroundAgent.Benchmarks.Server;

var rest = args.Skip(1).ToList();
var benchmarks = new Dictionary<string, (string What, Func<Task> Run)>
{
    ["overhead"] = ("from enqueue to the first push, and per further attempt, with a CI and a patcher that do nothing", Overhead.RunAsync),
    ["waiting"] = ("memory of one process with 200 tasks waiting on CI, and their ending", Waiting.RunAsync),
    ["help"] = ("start-up of the published command line", StartUp.RunAsync),
    ["demo"] = ("the demo from start to green, published build", Demo.RunAsync),
    ["gateway"] = ("signed GitHub deliveries a second, verified and routed, against @octokit/webhooks on Node", Gateway.RunAsync),
    ["diagnosis"] = ("throughput of reading a log, against counting matches with rg", Diagnosis.RunAsync),
    ["server"] = ("the embedded server's program, with --peer PATH against another dev server", () => ServerBench.RunAsync(rest)),
};

if (args is [var name, ..] && benchmarks.TryGetValue(name, out var chosen))
{
    Console.WriteLine($"{name}: {chosen.What}");
    await chosen.Run();
    return 0;
}

Console.Error.WriteLine("usage: dotnet run -c Release --project bench/Benchmarks -- <name>");
foreach (var (key, benchmark) in benchmarks)
{
    Console.Error.WriteLine($"  {key,-10} {benchmark.What}");
}

return 64;
