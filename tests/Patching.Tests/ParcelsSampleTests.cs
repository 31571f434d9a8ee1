using System.Text;
using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Diagnosis;
using BackgroundAgent.Sandbox;

namespace BackgroundAgent.Patching.Tests;

/// <summary>The demo's sample behaves as the demo says: green, an upgrade that breaks it, and a playbook that repairs it from the findings.</summary>
public sealed class ParcelsSampleTests : IDisposable
{
    private static readonly PatcherSpec Upgrade = new() { Type = PatcherType.Dependency, Upgrades = ["nuget:Rates@2.0.0"] };

    private readonly WorkTree _tree = new();

    public void Dispose() => _tree.Dispose();

    [Fact]
    public async Task Sample_UpgradedAndRepairedFromFindings_EndsGreen()
    {
        _tree.CopySample("parcels/repository");
        var playbook = new PatcherSpec { Type = PatcherType.Playbook, Playbook = Samples.Read("parcels/playbook.yml") };

        Assert.Equal(PatcherEnding.Done, (await _tree.PatchAsync(Upgrade)).Ending);
        var compile = await RunCiAsync();
        Assert.Equal(14, compile.Count);
        Assert.All(compile, finding => Assert.Equal(FindingCategory.Compile, finding.Category));

        Assert.Equal(PatcherEnding.NotApplicable, (await _tree.PatchAsync(Upgrade)).Ending);
        Assert.Equal(PatcherEnding.Done, (await _tree.PatchAsync(playbook, compile)).Ending);
        var tests = await RunCiAsync();
        Assert.Equal(3, tests.Count);
        Assert.All(tests, finding => Assert.Equal(FindingCategory.Test, finding.Category));

        Assert.Equal(PatcherEnding.Done, (await _tree.PatchAsync(playbook, tests)).Ending);
        Assert.Empty(await RunCiAsync());
    }

    private async Task<IReadOnlyList<Finding>> RunCiAsync()
    {
        var outcome = await _tree.Get<IProcessRunner>().RunAsync(new ProcessRequest
        {
            FileName = "/bin/sh",
            Arguments = ["ci.sh"],
            WorkingDirectory = _tree.Path,
            Isolation = IsolationMode.None,
            Timeout = TimeSpan.FromMinutes(2),
        });
        Console.WriteLine($"parcels sample: CI run in {outcome.Duration.TotalSeconds:F1} s, exit code {outcome.ExitCode}");
        using var log = new MemoryStream(Encoding.UTF8.GetBytes(outcome.StandardOutput + outcome.StandardError));
        var report = new LogDiagnosis().Diagnose(log, "ci.log");
        Assert.True(outcome.Succeeded == (report.Findings.Count == 0), outcome.StandardOutput + outcome.StandardError);
        return [.. report.Findings.Where(finding => finding.Severity == FindingSeverity.Error)];
    }
}
