using System.Net;
using System.Net.Sockets;

namespace BackgroundAgent.Sandbox.Tests;

public sealed class IsolationTests : IDisposable
{
    private readonly TempFolder _folder = new();

    /// <summary>Not below /tmp, which isolation hides as a whole.</summary>
    private readonly TempFolder _other = new("/var/tmp");

    public void Dispose()
    {
        _folder.Dispose();
        _other.Dispose();
    }

    [Fact]
    public async Task RunAsync_Isolated_OnlyTheWorkTreeIsWritable()
    {
        await Runners.NeedBubblewrapAsync();
        var allowed = Directory.CreateDirectory(_other.File("allowed")).FullName;
        var script = $"touch inside && touch {allowed}/yes && touch /tmp/private; touch {_other.Path}/no; touch /etc/no; ls /tmp; echo pid $$";

        var outcome = await Runners.Create().RunAsync(Isolated(script) with { WritablePaths = [allowed] });

        Assert.True(outcome.Isolated);
        Assert.True(File.Exists(_folder.File("inside")));
        Assert.True(File.Exists(Path.Combine(allowed, "yes")));
        Assert.False(File.Exists(_other.File("no")));
        Assert.False(File.Exists("/etc/no"));
        Assert.False(File.Exists("/tmp/private"));
        Assert.Contains("private\n", outcome.StandardOutput, StringComparison.Ordinal);
        Assert.Matches("pid [1-9]\n", outcome.StandardOutput);
    }

    [Fact]
    public async Task RunAsync_Isolated_CredentialsAreHidden()
    {
        await Runners.NeedBubblewrapAsync();
        var store = Directory.CreateDirectory(_other.File(".ssh")).FullName;
        await File.WriteAllTextAsync(Path.Combine(store, "id"), "key");
        await File.WriteAllTextAsync(_other.File(".netrc"), "password");
        var runner = Runners.Create(options =>
        {
            options.HiddenPaths.Add(store);
            options.HiddenPaths.Add(_other.File(".netrc"));
        });
        await File.WriteAllTextAsync(_other.File("seen"), "seen");
        var outcome = await runner.RunAsync(Isolated($"cat {store}/id {_other.Path}/.netrc {_other.Path}/seen; true"));

        Assert.Equal("seen", outcome.StandardOutput);
    }

    [Fact]
    public async Task RunAsync_IsolatedWithLinkedFolders_LinksLeadToWhatIsMounted()
    {
        await Runners.NeedBubblewrapAsync();
        var disk = Directory.CreateDirectory(_other.File("disk/cache")).FullName;
        Directory.CreateSymbolicLink(_other.File("cache"), disk);
        var secret = Directory.CreateDirectory(_other.File("disk/secret")).FullName;
        await File.WriteAllTextAsync(Path.Combine(secret, "key"), "key");
        Directory.CreateSymbolicLink(_other.File("secret"), secret);
        var runner = Runners.Create(options =>
        {
            options.CacheFolders.Add(_other.File("cache"));
            options.HiddenPaths.Add(_other.File("secret"));
        });

        var outcome = await runner.RunAsync(Isolated($"touch {_other.Path}/cache/warm; cat {secret}/key") with { WritablePaths = [_other.File("absent")] });

        Assert.True(outcome.Isolated);
        Assert.True(File.Exists(Path.Combine(disk, "warm")), outcome.StandardError);
        Assert.Equal("", outcome.StandardOutput);
    }

    [Fact]
    public async Task RunAsync_IsolatedInAWorkTree_GitCanRead()
    {
        await Runners.NeedBubblewrapAsync();
        var tree = _folder.File("tree");
        var setUp = $"""
            git init -q main && cd main && git -c user.name=t -c user.email=t@example.com commit -q --allow-empty -m start
            git worktree add -q {tree} -b other && cd {tree} && echo new > new.txt
            """;
        var made = await Runners.Create().RunAsync(Runners.Shell(setUp, _folder.Path));
        Assert.True(made.Succeeded, made.StandardError);

        var outcome = await Runners.Create().RunAsync(Isolated("git status --porcelain; git commit --allow-empty -m no") with { WorkingDirectory = tree });

        Assert.Equal("?? new.txt\n", outcome.StandardOutput);
        Assert.False(outcome.Succeeded);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RunAsync_Isolated_NetworkOnlyWhenAllowed(bool network)
    {
        await Runners.NeedBubblewrapAsync();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        var outcome = await Runners.Create().RunAsync(
            Isolated($"exec 5<>/dev/tcp/127.0.0.1/{port}") with { FileName = "/bin/bash", Network = network });

        Assert.Equal(network, outcome.Succeeded);
    }

    [Fact]
    public async Task RunAsync_IsolatedTimesOut_EvenDaemonsEnd()
    {
        await Runners.NeedBubblewrapAsync();
        var mark = $"6{Random.Shared.Next(100_000, 999_999)}";
        var request = Isolated($"env -i setsid sleep {mark} & sleep {mark}") with { Timeout = TimeSpan.FromSeconds(1) };

        var outcome = await Runners.Create().RunAsync(request);

        Assert.Equal(ProcessEnding.TimedOut, outcome.Ending);
        await TempFolder.UntilAsync(() => !CommandLines().Any(line => line.Contains(mark, StringComparison.Ordinal)), "both sleeps are gone");
    }

    [Fact]
    public async Task RunAsync_IsolatedExitCodeAndInput_PassThrough()
    {
        await Runners.NeedBubblewrapAsync();
        var outcome = await Runners.Create().RunAsync(Isolated("cat; exit 9") with { StandardInput = "in" });

        Assert.Equal((9, "in", true), (outcome.ExitCode, outcome.StandardOutput, outcome.Isolated));
    }

    [Fact]
    public async Task RunAsync_OptionsSayNone_AutoIsBare()
    {
        var runner = Runners.Create(options => options.Isolation = IsolationMode.None);

        Assert.False((await runner.RunAsync(Isolated("true") with { Isolation = IsolationMode.Auto })).Isolated);
    }

    [Theory]
    [InlineData("~/x/y", "", null)]
    [InlineData("~/x/y", "/no-such-home", "/no-such-home/x/y")]
    [InlineData("relative", "/home", null)]
    [InlineData("/no-such/./folder", "", "/no-such/./folder")]
    public void RealPath_OfWhatIsNotThere_IsThePathItself(string path, string home, string? expected)
        => Assert.Equal(expected, Launching.RealPath.Of(path, home));

    private ProcessRequest Isolated(string script)
        => Runners.Shell(script, _folder.Path) with { Isolation = IsolationMode.Bubblewrap };

    private static IEnumerable<string> CommandLines()
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            string? line = null;
            try
            {
                line = File.ReadAllText(Path.Combine(folder, "cmdline")).Replace('\0', ' ');
            }
            catch (IOException)
            {
                // Gone, or not a process.
            }
            catch (UnauthorizedAccessException)
            {
                // Not ours.
            }

            if (line is not null && line.StartsWith("sleep", StringComparison.Ordinal))
            {
                yield return line;
            }
        }
    }
}
