using BackgroundAgent.GitHubSimulator.Git;
using BackgroundAgent.GitHubSimulator.State;
using BackgroundAgent.Sandbox;

namespace BackgroundAgent.GitHubSimulator.Ci;

/// <summary>A job that really runs: a shell command in a checkout of the commit.</summary>
internal sealed class CommandJob(BareRepository git, IProcessRunner processes)
{
    private const int LogBytes = 16 * 1024 * 1024;

    public async Task<(string Conclusion, string Log)> RunAsync(RepositoryState repository, RunState run, string command, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(Path.GetDirectoryName(repository.Folder)!, $"checkout-{run.Id}-{run.Attempt}");
        try
        {
            await git.CheckOutAsync(repository.Folder, run.Commit, folder, cancellationToken);
            var outcome = await processes.RunAsync(
                new ProcessRequest
                {
                    FileName = "sh",
                    Arguments = ["-c", $"exec 2>&1; {command}"],
                    WorkingDirectory = folder,
                    OutputLimitBytes = LogBytes,
                },
                cancellationToken);
            var ending = outcome.Succeeded ? "" : $"##[error]Process completed with exit code {outcome.ExitCode?.ToString() ?? outcome.Ending.ToString()}.\n";
            return (outcome.Succeeded ? "success" : "failure", outcome.StandardOutput + outcome.StandardError + ending);
        }
        finally
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }
}
