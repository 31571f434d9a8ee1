namespace BackgroundAgent.Sandbox.Tests;

public sealed class RunTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly IProcessRunner _runner = Runners.Create();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task RunAsync_ProgramWritesBothStreams_BothAreCaptured()
    {
        var outcome = await RunAsync("echo out; echo err >&2; exit 3");

        Assert.Equal(ProcessEnding.Exited, outcome.Ending);
        Assert.Equal(3, outcome.ExitCode);
        Assert.Equal("out\n", outcome.StandardOutput);
        Assert.Equal("err\n", outcome.StandardError);
        Assert.False(outcome.Isolated);
        Assert.False(outcome.Succeeded);
        Assert.True(outcome.Duration > TimeSpan.Zero);
    }

    [Fact]
    public async Task RunAsync_ArgumentsWithShellCharacters_ArriveUnread()
    {
        string[] arguments = ["%s|", "a b", "$HOME", "`id`", "\"q'", "*", "", "ü\n2"];
        var outcome = await _runner.RunAsync(Request("") with { FileName = "printf", Arguments = arguments });

        Assert.Equal("a b|$HOME|`id`|\"q'|*||ü\n2|", outcome.StandardOutput);
    }

    [Fact]
    public async Task RunAsync_StandardInput_IsReadToItsEnd()
    {
        var text = string.Concat(Enumerable.Repeat("zeile ä\n", 100_000));
        var outcome = await _runner.RunAsync(Request("wc -c") with { StandardInput = text });

        Assert.Equal("900000", outcome.StandardOutput.Trim());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task RunAsync_NoStandardInput_IsClosedAtOnce(string? input)
        => Assert.Equal("end\n", (await _runner.RunAsync(Request("cat; echo end") with { StandardInput = input })).StandardOutput);

    [Fact]
    public async Task RunAsync_InputNobodyReads_EndsAnyway()
        => Assert.True((await _runner.RunAsync(Request("true") with { StandardInput = new string('x', 1_000_000) })).Succeeded);

    [Fact]
    public async Task RunAsync_EndedBySignal_CodeIs128PlusSignal()
        => Assert.Equal(128 + 15, (await RunAsync("kill -TERM $$")).ExitCode);

    [Fact]
    public async Task RunAsync_InterruptedByItself_SignalHasItsDefaultEffect()
        => Assert.Equal(128 + 2, (await RunAsync("kill -INT $$; echo survived")).ExitCode);

    [Theory]
    [InlineData("no-such-program-anywhere")]
    [InlineData("/no/such/program")]
    [InlineData("/etc/passwd")]
    public async Task RunAsync_NoSuchProgram_FailedToStart(string program)
    {
        var outcome = await _runner.RunAsync(Request("") with { FileName = program });

        Assert.Equal(ProcessEnding.FailedToStart, outcome.Ending);
        Assert.Contains(program, outcome.Error, StringComparison.Ordinal);
        Assert.Null(outcome.ExitCode);
    }

    [Fact]
    public async Task RunAsync_NoSuchFolder_FailedToStart()
    {
        var outcome = await _runner.RunAsync(Runners.Shell("true", _folder.File("absent")));

        Assert.Equal(ProcessEnding.FailedToStart, outcome.Ending);
    }

    [Fact]
    public async Task RunAsync_ProgramOfItsOwnPath_IsFound()
    {
        await RunAsync("printf '#!/bin/sh\\necho mine\\n' > mytool; chmod 700 mytool");
        var request = Request("") with
        {
            FileName = "mytool",
            Arguments = [],
            Environment = new Dictionary<string, string> { ["PATH"] = _folder.Path + ":/usr/bin:/bin" },
        };

        Assert.Equal("mine\n", (await _runner.RunAsync(request)).StandardOutput);
    }

    [Fact]
    public async Task RunAsync_RequestThatCannotWork_Throws()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => _runner.RunAsync(Request("") with { WorkingDirectory = "here" }));
        await Assert.ThrowsAsync<ArgumentException>(() => _runner.RunAsync(Request("") with { FileName = "bin/tool" }));
        await Assert.ThrowsAsync<ArgumentException>(() => _runner.RunAsync(Request("") with { Timeout = TimeSpan.Zero }));
        await Assert.ThrowsAsync<ArgumentException>(() => _runner.RunAsync(Request("a\0b")));
    }

    [Fact]
    public async Task RunAsync_AnyEnding_LeavesNoTemporaryFolder()
    {
        var outcome = await RunAsync("echo $TMPDIR; touch $TMPDIR/left");
        var temporary = outcome.StandardOutput.Trim();

        Assert.StartsWith("/tmp/bg-", temporary, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.GetDirectoryName(temporary)));
    }

    [Fact]
    public async Task AddSandbox_Services_GiveARunner()
        => Assert.True((await Runners.FromServices().RunAsync(Request("true") with { Isolation = IsolationMode.Auto })).Succeeded);

    private ProcessRequest Request(string script) => Runners.Shell(script, _folder.Path);

    private Task<ProcessOutcome> RunAsync(string script) => _runner.RunAsync(Request(script));
}
