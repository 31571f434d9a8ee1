using BackgroundAgent.Sandbox;

namespace BackgroundAgent.Forges.Git.Transports;

/// <summary>Local paths and ssh, through the git program.</summary>
internal sealed class ProgramTransport(GitProgram git) : IGitTransport
{
    private const string Heads = "refs/heads/";

    public async Task<RemoteListing> ListAsync(RepositoryUrl url, CancellationToken cancellationToken)
    {
        RequireLocalFolder(url);
        var outcome = await RunAsync(url, Path.GetTempPath(), ["ls-remote", "--symref", "--", url.Text, "HEAD", Heads + "*"], cancellationToken);
        string? defaultBranch = null;
        var branches = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in outcome.StandardOutput.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var tab = line.IndexOf('\t', StringComparison.Ordinal);
            var (value, name) = (line[..tab], line[(tab + 1)..]);
            if (value.StartsWith("ref: " + Heads, StringComparison.Ordinal) && name == "HEAD")
            {
                defaultBranch = value[("ref: " + Heads).Length..];
            }
            else if (name.StartsWith(Heads, StringComparison.Ordinal))
            {
                branches[name[Heads.Length..]] = value;
            }
        }

        return new RemoteListing(defaultBranch, branches);
    }

    public async Task FetchAsync(string mirror, RepositoryUrl url, IReadOnlyList<string> refspecs, CancellationToken cancellationToken)
    {
        RequireLocalFolder(url);
        await RunAsync(
            url,
            mirror,
            ["fetch", "--quiet", "--no-write-fetch-head", "--no-auto-maintenance", "--no-recurse-submodules", "--", url.Text, .. refspecs],
            cancellationToken);
    }

    public async Task<RemoteAnswer> PushAsync(string mirror, RepositoryUrl url, PushOrder order, CancellationToken cancellationToken)
    {
        RequireLocalFolder(url);
        // With a lease git itself compares; a plus would force whatever it finds.
        string[] lease = order.Lease is { } expected ? [$"--force-with-lease={order.Target}:{expected}"] : [];
        var outcome = await git.RunAsync(
            mirror,
            ["push", "--porcelain", "--no-verify", "--recurse-submodules=no", .. lease, "--", url.Text, $"{order.Source}:{order.Target}"],
            null,
            cancellationToken);
        if (outcome.Succeeded)
        {
            return new RemoteAnswer(RemoteOutcome.Accepted);
        }

        // One line per reference: flag, tab, from:to, tab, summary (git-push, "--porcelain"). "!" is a refusal of that reference.
        var refusal = outcome.StandardOutput.Split('\n').FirstOrDefault(line => line.StartsWith("!\t", StringComparison.Ordinal));
        if (refusal is null)
        {
            throw GitFaults.FromProgram(url, outcome);
        }

        var summary = refusal.Split('\t').Last();
        var notFastForward = summary.Contains("(fetch first)", StringComparison.Ordinal)
            || summary.Contains("(non-fast-forward)", StringComparison.Ordinal)
            || summary.Contains("(stale info)", StringComparison.Ordinal);
        return new RemoteAnswer(
            notFastForward ? RemoteOutcome.NotFastForward : RemoteOutcome.Refused,
            GitFaults.Excerpt($"{summary}\n{outcome.StandardError}"));
    }

    private static void RequireLocalFolder(RepositoryUrl url)
    {
        if (url.Scheme == RepositoryScheme.Local && !Directory.Exists(url.Text))
        {
            throw new ForgeException(ForgeFault.NotFound, $"There is no repository at {url.Text}.");
        }
    }

    private async Task<ProcessOutcome> RunAsync(RepositoryUrl url, string folder, string[] arguments, CancellationToken cancellationToken)
    {
        var outcome = await git.RunAsync(folder, arguments, null, cancellationToken);
        return outcome.Succeeded ? outcome : throw GitFaults.FromProgram(url, outcome);
    }
}
