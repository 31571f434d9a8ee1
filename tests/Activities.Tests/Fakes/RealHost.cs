using System.Diagnostics;
using BackgroundAgent.Contracts.Activities;
using BackgroundAgent.Contracts.Ci;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Forges;
using BackgroundAgent.Patching;
using BackgroundAgent.Sandbox;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Temporalio.Testing;

namespace BackgroundAgent.Activities.Tests.Fakes;

/// <summary>Real modules on a real git repository in a temporary folder; activities run as Temporal would run them, without a server.</summary>
internal sealed class RealHost : IAsyncDisposable
{
    private readonly IHost host;

    private RealHost(string root, IHost host)
    {
        Root = root;
        this.host = host;
    }

    public string Root { get; }

    public string Origin => Path.Combine(Root, "origin");

    public string Data => Path.Combine(Root, "data");

    public static async Task<RealHost> StartAsync(Action<ActivitiesOptions>? configure = null, params (string Path, string Text)[] files)
    {
        var root = Directory.CreateTempSubdirectory("bgagent-activities-").FullName;
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSandbox();
        builder.Services.AddForges(options => options.DataDirectory = Path.Combine(root, "data"));
        builder.Services.AddLocalForge(options => options.Isolation = IsolationMode.None);
        builder.Services.AddPatching();
        builder.Services.AddActivities(options =>
        {
            options.DataDirectory = Path.Combine(root, "data");
            options.HostTaskQueue = "host-test";
            options.TemporalUiUrl = "http://127.0.0.1:8233/";
            configure?.Invoke(options);
        });
        var real = new RealHost(root, builder.Build());
        Directory.CreateDirectory(real.Origin);
        await real.GitAsync("init", "--quiet", "--initial-branch=main");
        foreach (var (path, text) in files)
        {
            await real.WriteAsync(path, text);
        }

        await real.GitAsync("add", "--all");
        await real.GitAsync("commit", "--quiet", "--allow-empty", "--message", "start");
        await real.host.StartAsync();
        return real;
    }

    public async Task WriteAsync(string path, string text)
    {
        var file = Path.Combine(Origin, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllTextAsync(file, text);
    }

    public TaskSpec Spec(string command, string? ci = "test -f fixed") => new()
    {
        TaskId = "t1",
        Title = "Repair it",
        Kind = TaskKind.Prompt,
        Repository = new RepositoryRef("local", Origin),
        Prompt = "Make `it` work | please",
        Patchers = [new PatcherSpec { Type = PatcherType.Command, Command = command }],
        CiCommand = ci,
    };

    public Task<TResult> RunAsync<TActivities, TResult>(Func<TActivities, Task<TResult>> call)
        where TActivities : notnull
        => new ActivityEnvironment().RunAsync(() => call(host.Services.GetRequiredService<TActivities>()));

    public Task RunAsync<TActivities>(Func<TActivities, Task> call)
        where TActivities : notnull
        => new ActivityEnvironment().RunAsync(() => call(host.Services.GetRequiredService<TActivities>()));

    /// <summary>CI's word on a commit, once it is out.</summary>
    public async Task<CheckResult> WaitForCiAsync(CiQuery query, int runAttempt = 1)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            var seen = await RunAsync<Ci.CiActivities, CiObservation>(ci => ci.ReadCiAsync(query));
            if (seen.Checks is [{ Status: CheckStatus.Completed } check] && check.RunAttempt >= runAttempt)
            {
                return check;
            }

            await Task.Delay(50, limit.Token);
        }
    }

    public async Task<string> GitAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("git") { WorkingDirectory = Origin, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { "-c", "user.name=Test", "-c", "user.email=test@example.com" }.Concat(arguments))
        {
            start.ArgumentList.Add(argument);
        }

        using var git = Process.Start(start)!;
        var output = await git.StandardOutput.ReadToEndAsync();
        var errors = await git.StandardError.ReadToEndAsync();
        await git.WaitForExitAsync();
        Assert.True(git.ExitCode == 0, errors);
        return output.Trim();
    }

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        if (host is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync();
        }

        Directory.Delete(Root, recursive: true);
    }
}
