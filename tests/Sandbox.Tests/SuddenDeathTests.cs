using System.Diagnostics;
using System.Globalization;

namespace BackgroundAgent.Sandbox.Tests;

/// <summary>What is left when our own process is killed without a chance to tidy up.</summary>
public sealed class SuddenDeathTests : IDisposable
{
    private const string FolderVariable = "SUDDEN_DEATH_FOLDER";
    private const string ModeVariable = "SUDDEN_DEATH_MODE";

    /// <summary>Made only when used: the victim does not, and could not remove it.</summary>
    private readonly Lazy<TempFolder> _folder = new(() => new TempFolder());

    public void Dispose()
    {
        if (_folder.IsValueCreated)
        {
            _folder.Value.Dispose();
        }
    }

    [Theory]
    [InlineData(IsolationMode.None)]
    [InlineData(IsolationMode.Bubblewrap)]
    public async Task RunAsync_OurProcessIsKilled_ProgramsEndToo(IsolationMode mode)
    {
        if (mode == IsolationMode.Bubblewrap)
        {
            await Runners.NeedBubblewrapAsync();
        }

        using var victim = StartVictim(mode);
        var pids = _folder.Value.File("pids");
        await TempFolder.UntilAsync(() => File.Exists(pids) && File.ReadAllLines(pids).Length == 4, "the victim's program is up");
        var lines = await File.ReadAllLinesAsync(pids);

        victim.Kill(entireProcessTree: false);
        await victim.WaitForExitAsync();

        var mark = lines[3];
        await TempFolder.UntilAsync(() => !SleepsWith(mark), "nothing that the victim started is left");
        var temporary = mode == IsolationMode.None ? lines[0] : null;
        await TempFolder.UntilAsync(() => temporary is null || !Directory.Exists(temporary), "the run's folder is gone");
    }

    /// <summary>Not a test of its own: it is what the test above starts in a second process and kills.</summary>
    [Fact(Explicit = true)]
    public async Task Victim()
    {
        var folder = Environment.GetEnvironmentVariable(FolderVariable);
        if (folder is null)
        {
            Assert.Skip("Only for a process that is started to be killed.");
            return;
        }

        var mark = Random.Shared.Next(600_000, 999_999).ToString(CultureInfo.InvariantCulture);
        var script = $"echo $TMPDIR > tmp; sleep {mark} & setsid sleep {mark} & printf '%s\\n' $TMPDIR $$ $! {mark} > new; mv new pids; sleep {mark}";
        var request = Runners.Shell(script, folder) with
        {
            Isolation = Enum.Parse<IsolationMode>(Environment.GetEnvironmentVariable(ModeVariable)!),
            Timeout = TimeSpan.FromMinutes(2),
        };
        await Runners.Create().RunAsync(request);
    }

    private Process StartVictim(IsolationMode mode)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            start.ArgumentList.Add(typeof(SuddenDeathTests).Assembly.Location);
        }

        foreach (var argument in new[] { "-explicit", "only", "-method", $"*.{nameof(SuddenDeathTests)}.{nameof(Victim)}" })
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment[FolderVariable] = _folder.Value.Path;
        start.Environment[ModeVariable] = mode.ToString();
        return Process.Start(start)!;
    }

    private static bool SleepsWith(string mark)
        => Directory.EnumerateDirectories("/proc").Any(folder => CommandLine(folder).StartsWith($"sleep {mark}", StringComparison.Ordinal));

    private static string CommandLine(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "cmdline")).Replace('\0', ' ');
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
