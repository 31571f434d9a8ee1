using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Diagnosis;
using BackgroundAgent.Sandbox;

namespace BackgroundAgent.Patching.Tests;

public sealed class GreeterSampleTests : IDisposable
{
    private readonly WorkTree _tree = new();

    public void Dispose() => _tree.Dispose();

    [Fact]
    public async Task Sample_RenamedAndRepairedFromFindings_EndsGreen()
    {
        _tree.CopySample("greeter/repository");
        var playbook = new PatcherSpec { Type = PatcherType.Playbook, Playbook = Samples.Read("greeter/playbook.yml") };
        var first = await RunCiAsync();
        if (first.Ending == ProcessEnding.FailedToStart)
        {
            Assert.Skip("node is not installed, so the sample cannot run.");
        }

        Assert.True(first.Succeeded, first.StandardOutput);
        await _tree.PatchAsync(playbook);
        var red = await RunCiAsync();
        Assert.False(red.Succeeded);
        using var log = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(red.StandardOutput));
        var findings = new LogDiagnosis().Diagnose(log, "ci.log").Findings;
        Assert.NotEmpty(findings);

        await _tree.PatchAsync(playbook, findings);

        Assert.True((await RunCiAsync()).Succeeded);
    }

    private Task<ProcessOutcome> RunCiAsync() => _tree.Get<IProcessRunner>().RunAsync(new ProcessRequest
    {
        FileName = "node",
        Arguments = ["--test"],
        WorkingDirectory = _tree.Path,
        Timeout = TimeSpan.FromMinutes(1),
    });
}
