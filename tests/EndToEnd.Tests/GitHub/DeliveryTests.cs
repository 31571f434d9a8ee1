using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.GitHubSimulator;
using BackgroundAgent.GitHubSimulator.Webhooks;

namespace BackgroundAgent.EndToEnd.Tests.GitHub;

/// <summary>Whatever happens to webhooks changes how soon a task notices, never how it ends or what it does.</summary>
public sealed class DeliveryTests(GitHubScene scene) : IClassFixture<GitHubScene>
{
    private const int Mixtures = 5;

    [Fact]
    public async Task Run_AnyFateOfDeliveries_EndsTheSameWithTheSameLedger()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        List<DeliveryFaults> fates =
        [
            new(),
            new() { Lost = 1 },
            new() { Doubled = 1, Forged = 1 },
            .. Enumerable.Range(0, Mixtures).Select(_ => new DeliveryFaults
            {
                Seed = random.Next(), Lost = random.NextDouble(), Doubled = random.NextDouble(), Late = random.NextDouble(), Forged = random.NextDouble(),
                LongestDelay = TimeSpan.FromMilliseconds(random.Next(2_000)),
            }),
        ];

        var ends = await Task.WhenAll(fates.Select(EndAsync));

        foreach (var (fate, end) in fates.Zip(ends))
        {
            Assert.True(end.State == TaskState.Green, $"seed {seed}, {fate}: {end.State}");
            Assert.True(ends[0].Ledger.SequenceEqual(end.Ledger), $"seed {seed}, {fate}:\n{string.Join('\n', end.Ledger)}\ninstead of\n{string.Join('\n', ends[0].Ledger)}");
        }
    }

    private async Task<(TaskState State, int Attempts, List<string> Ledger)> EndAsync(DeliveryFaults faults)
    {
        var repository = await scene.RepositoryAsync();
        repository.Faults = faults;
        var name = repository.FullName.Split('/')[1];
        var result = await Scene.EndAsync(await scene.StartAsync(repository, $"fate-{name}"));
        return (result.Status.State, result.Attempts.Count, [.. scene.GitHub.Ledger.Of(repository.FullName).Select(what => what.Replace(name, "", StringComparison.Ordinal))]);
    }
}
