using BackgroundAgent.Contracts.Activities;
using BackgroundAgent.Contracts.Tasks;

namespace BackgroundAgent.Patching.Tests.Patchers;

public sealed class PatcherChainTests : IDisposable
{
    private static readonly PatcherSpec Playbook = new() { Type = PatcherType.Playbook, Playbook = "rules: [ { fixes: [ { run: 'echo p > p.txt' } ] } ]" };
    private static readonly PatcherSpec Idle = new() { Type = PatcherType.Dependency, Upgrades = ["nuget:A@1.0.0"] };

    private readonly WorkTree _tree = new();

    public PatcherChainTests()
        => _tree.Write("a.props", """<Project><ItemGroup><PackageVersion Include="A" Version="1.0.0" /></ItemGroup></Project>""");

    public void Dispose() => _tree.Dispose();

    [Fact]
    public async Task RunAsync_FirstThatChanges_MakesThePatch()
    {
        var result = await RunAsync(new TaskPolicy(), Idle, Command("echo c > c.txt"), Playbook);

        Assert.Equal((PatchStatus.Patched, "command"), (result.Status, result.Patcher));
        Assert.Equal(["dependency", "command"], result.Runs.Select(run => run.Patcher));
        Assert.False(File.Exists(_tree.File("p.txt")));
    }

    [Fact]
    public async Task RunAsync_PolicyOrder_IsKept()
    {
        var policy = new TaskPolicy { PatcherOrder = [PatcherType.Playbook] };

        var result = await RunAsync(policy, Idle, Command("echo c > c.txt"), Playbook);

        Assert.Equal((PatchStatus.Patched, "playbook"), (result.Status, result.Patcher));
    }

    [Fact]
    public async Task RunAsync_FailedPatcher_LosesItsEditsAndTheNextIsTried()
    {
        var result = await RunAsync(new TaskPolicy(), Command("echo half > half.txt; exit 1"), Playbook);

        Assert.Equal((PatchStatus.Patched, "playbook"), (result.Status, result.Patcher));
        Assert.False(File.Exists(_tree.File("half.txt")));
    }

    [Fact]
    public async Task RunAsync_NobodyChanges_FirstFailureIsTheResult()
    {
        var result = await RunAsync(new TaskPolicy(), Command("exit 9"), Idle);

        Assert.Equal((PatchStatus.Failed, "command"), (result.Status, result.Patcher));
        Assert.Contains("exit code 9", result.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_NobodyChangesAndNobodyFails_IsNoChange()
    {
        Assert.Equal(PatchStatus.NoChange, (await RunAsync(new TaskPolicy(), Idle, Command("true"))).Status);
        Assert.Equal(PatchStatus.NoChange, (await RunAsync(new TaskPolicy())).Status);
    }

    [Fact]
    public async Task RunAsync_CostOfAll_IsAddedUp()
    {
        var result = await RunAsync(new TaskPolicy(), Command("echo 1.5 > $BGAGENT_COST_FILE; exit 1"), Command("echo 2 > $BGAGENT_COST_FILE; echo c > c.txt"));

        Assert.Equal(3.5m, result.CostUsd);
    }

    [Fact]
    public async Task RunAsync_Cancelled_Throws()
    {
        using var cancel = new CancellationTokenSource();
        var request = Request(new TaskPolicy(), Command("echo up; sleep 600")) with { Progress = line => { if (line == "up") { cancel.Cancel(); } } };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _tree.Get<PatcherChain>().RunAsync(request, cancel.Token));
    }

    private Task<PatcherChainResult> RunAsync(TaskPolicy policy, params PatcherSpec[] patchers)
        => _tree.Get<PatcherChain>().RunAsync(Request(policy, patchers), TestContext.Current.CancellationToken);

    private PatcherChainRequest Request(TaskPolicy policy, params PatcherSpec[] patchers)
    {
        var before = _tree.Snapshot();
        return new PatcherChainRequest
        {
            Patch = WorkTree.Request(patchers) with { Policy = policy },
            WorkTree = _tree.Path,
            ScratchFolder = _tree.Path + "-scratch",
            HasChanges = _ => Task.FromResult(!before.OrderBy(file => file.Key).SequenceEqual(_tree.Snapshot().OrderBy(file => file.Key))),
            DiscardChanges = _ =>
            {
                foreach (var file in _tree.Snapshot().Keys.Except(before.Keys))
                {
                    File.Delete(file);
                }

                return Task.CompletedTask;
            },
        };
    }

    private static PatcherSpec Command(string command) => new() { Type = PatcherType.Command, Command = command };
}
