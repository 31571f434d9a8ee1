using BackgroundAgent.DevServer.Tests.Integration;

namespace BackgroundAgent.DevServer.Tests.Simulation;

/// <summary>
/// Random programs of calls, commands and passing time against the engine and the reference: after every step the histories are the same.
/// SIM_PROGRAMS sets how many (10,000 take 15 s of CPU), SIM_SEED where they begin.
/// </summary>
[Collection(BusyCollection.Name)]
public sealed class SimulationTests(ITestOutputHelper output)
{
    private const int Programs = 2000;

    [Fact]
    public async Task RandomPrograms_GiveTheHistoriesOfTheReference()
    {
        var programs = Number("SIM_PROGRAMS", Programs);
        var first = Number("SIM_SEED", 1);
        var steps = 0;
        for (var seed = first; seed < first + programs; seed++)
        {
            await using var server = new SimulatedServer();
            var program = new SimulatedProgram(server, seed);
            try
            {
                steps += program.Run();
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                Assert.Fail($"SIM_SEED={seed}: {e.Message}\nsteps:\n  {string.Join("\n  ", program.Trace)}");
            }
        }

        output.WriteLine($"{programs} programs, {steps} steps");
        Assert.True(steps > programs * 10, "the programs hardly did anything");
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), out var number) ? number : otherwise;
}
