using BackgroundAgent.Sandbox;
using Microsoft.Extensions.DependencyInjection;

namespace BackgroundAgent.Worker;

/// <summary>Makes a git repository of a folder, for samples.</summary>
public static class FreshRepository
{
    private static readonly string[] Identity = ["-c", "user.name=bgagent demo", "-c", "user.email=demo@localhost", "-c", "commit.gpgsign=false"];

    /// <summary>Commits everything in the folder on a new branch <c>main</c>.</summary>
    /// <exception cref="IOException">Git is missing or failed; the message says which.</exception>
    public static async Task CreateAsync(IServiceProvider services, string folder, string message, CancellationToken cancellationToken)
    {
        var processes = services.GetRequiredService<IProcessRunner>();
        string[][] steps = [["init", "--quiet", "--initial-branch=main"], ["add", "--all", "--force"], [.. Identity, "commit", "--quiet", "--message", message]];
        foreach (var arguments in steps)
        {
            var outcome = await processes.RunAsync(
                new ProcessRequest
                {
                    FileName = "git",
                    Arguments = arguments,
                    WorkingDirectory = folder,
                    Isolation = IsolationMode.None,
                    Timeout = TimeSpan.FromMinutes(1),
                },
                cancellationToken);
            if (!outcome.Succeeded)
            {
                cancellationToken.ThrowIfCancellationRequested();
                throw new IOException($"git did not make the repository {folder}: {outcome.Error ?? outcome.StandardError.Trim()}");
            }
        }
    }
}
