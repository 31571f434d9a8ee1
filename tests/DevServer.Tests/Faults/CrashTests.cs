using System.Runtime.InteropServices;
using BackgroundAgent.DevServer.Tests.Integration;
using Temporalio.Client;

namespace BackgroundAgent.DevServer.Tests.Faults;

/// <summary>
/// The host is killed (SIGKILL) at a random moment under load and started again on its file. CRASH_RUNS sets how many runs, CRASH_SEED
/// where they begin, DEVSERVER_HOST another build of the host than the tests' own.
/// </summary>
[Collection(HostProcessCollection.Name)]
public sealed class CrashTests(ITestOutputHelper output)
{
    private const int RunsInTheSuite = 3;

    private static string HostPath => Environment.GetEnvironmentVariable("DEVSERVER_HOST") ?? Path.Combine(
        AppContext.BaseDirectory, RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? "bgagent-dev-server.exe" : "bgagent-dev-server");

    [Fact]
    public async Task Kill_UnderLoad_LosesNothingAcknowledged()
    {
        var runs = Number("CRASH_RUNS", RunsInTheSuite);
        var first = Number("CRASH_SEED", 1);
        var acknowledged = 0;
        for (var seed = first; seed < first + runs; seed++)
        {
            var folder = Directory.CreateTempSubdirectory("devserver-crash-");
            try
            {
                acknowledged += await RunAsync(seed, Path.Combine(folder.FullName, "t.db"));
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                throw new InvalidOperationException($"CRASH_SEED={seed}: {e.Message}", e);
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        }

        output.WriteLine($"{runs} runs, {acknowledged} acknowledged calls, none lost");
        Assert.True(acknowledged > runs, "nothing was acknowledged, so nothing was tested");
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), out var number) ? number : otherwise;

    private static async Task<int> RunAsync(int seed, string file)
    {
        var random = new Random(seed);
        string[] arguments = ["server", "start-dev", "--headless", "--port", "0", "--log-level", "error", "--db-filename", file];
        var model = new CrashModel();
        for (var round = 0; round < 2; round++)
        {
            using var host = await HostProcess.StartAsync(HostPath, arguments);
            var connection = await TemporalConnection.ConnectAsync(new(host.Address));
            await new CrashCheck(connection, model).NothingIsLostAsync();
            using var stop = new CancellationTokenSource();
            var load = new CrashLoad(connection, model, seed, round).RunAsync(stop.Token);
            await Task.Delay(random.Next(20, 800), TestContext.Current.CancellationToken);
            host.Kill();
            await stop.CancelAsync();
            await load;
        }

        using var last = await HostProcess.StartAsync(HostPath, arguments);
        var client = await TemporalConnection.ConnectAsync(new(last.Address));
        var check = new CrashCheck(client, model);
        await check.NothingIsLostAsync();
        using var end = new CancellationTokenSource();
        var workers = new CrashLoad(client, model, seed, round: 2).WorkAsync(end.Token);
        await check.EverythingEndsAsync(end);
        await workers;
        await check.NothingIsLostAsync();
        return model.Acknowledged;
    }
}
