using BackgroundAgent.Sandbox.Launching;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace BackgroundAgent.Sandbox.Tests;

/// <summary>Real runners: with and without isolation, with each launcher.</summary>
internal static class Runners
{
    public static Bubblewrap Bubblewrap(SandboxOptions? options = null)
        => new(Options.Create(options ?? new SandboxOptions()), NullLogger<Bubblewrap>.Instance);

    public static IProcessRunner Create(Action<SandboxOptions>? configure = null, Launcher? launcher = null)
    {
        var options = new SandboxOptions { Grace = TimeSpan.FromMilliseconds(300), DrainGrace = TimeSpan.FromMilliseconds(300) };
        configure?.Invoke(options);
        return new ProcessRunner(Options.Create(options), Bubblewrap(options), TimeProvider.System, launcher);
    }

    public static IProcessRunner FromServices()
        => new ServiceCollection().AddLogging().AddSandbox().BuildServiceProvider().GetRequiredService<IProcessRunner>();

    public static ProcessRequest Shell(string script, string folder) => new()
    {
        FileName = "/bin/sh",
        Arguments = ["-c", script],
        WorkingDirectory = folder,
        Isolation = IsolationMode.None,
        Timeout = TimeSpan.FromSeconds(20),
    };

    /// <summary>Skips, aloud, where bubblewrap cannot work.</summary>
    public static async Task NeedBubblewrapAsync()
    {
        if (await Bubblewrap().FindAsync() is null)
        {
            Assert.Skip("bubblewrap (bwrap) is not installed or may not create namespaces here, so isolation cannot be tried.");
        }
    }
}
