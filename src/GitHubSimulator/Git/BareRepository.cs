using BackgroundAgent.Sandbox;

namespace BackgroundAgent.GitHubSimulator.Git;

/// <summary>Asks and changes bare repositories through the git program.</summary>
internal sealed class BareRepository(IProcessRunner processes)
{
    private static readonly Dictionary<string, string> Variables = new()
    {
        ["LC_ALL"] = "C",
        ["GIT_TERMINAL_PROMPT"] = "0",
        ["GIT_CONFIG_GLOBAL"] = "/dev/null",
        ["GIT_CONFIG_NOSYSTEM"] = "1",
    };

    public async Task<Dictionary<string, string>> HeadsAsync(string folder, CancellationToken cancellationToken)
    {
        var outcome = await RunAsync(folder, ["for-each-ref", "--format=%(objectname) %(refname:lstrip=2)", "refs/heads"], cancellationToken);
        return outcome.StandardOutput.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ', 2))
            .ToDictionary(parts => parts[1], parts => parts[0], StringComparer.Ordinal);
    }

    /// <summary>Text of a file of a commit; null where there is none.</summary>
    public async Task<string?> ReadAsync(string folder, string commit, string path, CancellationToken cancellationToken)
    {
        var outcome = await RunAsync(folder, ["show", $"{commit}:{path}"], cancellationToken);
        return outcome.Succeeded ? outcome.StandardOutput : null;
    }

    public async Task<bool> IsAncestorAsync(string folder, string older, string newer, CancellationToken cancellationToken)
        => (await RunAsync(folder, ["merge-base", "--is-ancestor", older, newer], cancellationToken)).Succeeded;

    /// <summary>The tree of a merge of two commits; null: they conflict.</summary>
    public async Task<string?> MergeTreeAsync(string folder, string one, string other, CancellationToken cancellationToken)
    {
        var outcome = await RunAsync(folder, ["merge-tree", "--write-tree", one, other], cancellationToken);
        return outcome.Succeeded ? outcome.StandardOutput.Split('\n')[0].Trim() : null;
    }

    public async Task<string> CommitTreeAsync(string folder, string tree, IEnumerable<string> parents, string message, CancellationToken cancellationToken)
    {
        string[] arguments = ["-c", "user.name=GitHub", "-c", "user.email=noreply@example.com", "commit-tree", tree, .. parents.SelectMany(parent => new[] { "-p", parent }), "-m", message];
        return (await MustAsync(folder, arguments, cancellationToken)).Trim();
    }

    /// <summary>The commits of one side put anew on top of the other; null: they conflict.</summary>
    public async Task<string?> RebaseAsync(string folder, string onto, string head, CancellationToken cancellationToken)
    {
        var checkout = Directory.CreateTempSubdirectory("bgagent-rebase-").FullName;
        try
        {
            await CheckOutAsync(folder, head, checkout, cancellationToken);
            var outcome = await RunAsync(checkout, ["-c", "user.name=GitHub", "-c", "user.email=noreply@example.com", "rebase", "--quiet", onto], cancellationToken);
            if (!outcome.Succeeded)
            {
                return null;
            }

            var made = (await MustAsync(checkout, ["rev-parse", "HEAD"], cancellationToken)).Trim();
            await MustAsync(folder, ["fetch", "--quiet", checkout, "HEAD"], cancellationToken);
            return made;
        }
        finally
        {
            Directory.Delete(checkout, recursive: true);
        }
    }

    /// <summary>Moves a branch that still is where it was seen.</summary>
    /// <param name="old">Empty: there is none yet.</param>
    public async Task<bool> MoveAsync(string folder, string branch, string old, string target, CancellationToken cancellationToken)
        => (await RunAsync(folder, ["update-ref", "refs/heads/" + branch, target, old], cancellationToken)).Succeeded;

    public async Task<int> CountAsync(string folder, string from, string to, CancellationToken cancellationToken)
    {
        var outcome = await RunAsync(folder, ["rev-list", "--count", $"{from}..{to}"], cancellationToken);
        return int.TryParse(outcome.StandardOutput.Trim(), out var count) ? count : 0;
    }

    /// <summary>Commits of a range, or one commit, oldest first; null: there is no such thing.</summary>
    public async Task<IReadOnlyList<CommitRecord>?> LogAsync(string folder, string range, CancellationToken cancellationToken)
    {
        string[] one = range.Contains("..", StringComparison.Ordinal) ? [] : ["--max-count=1"];
        var outcome = await RunAsync(folder, ["log", "--reverse", "--format=" + CommitRecord.Format, .. one, range, "--"], cancellationToken);
        return outcome.Succeeded ? CommitRecord.ParseAll(outcome.StandardOutput) : null;
    }

    public async Task<string?> MergeBaseAsync(string folder, string one, string other, CancellationToken cancellationToken)
    {
        var outcome = await RunAsync(folder, ["merge-base", one, other], cancellationToken);
        return outcome.Succeeded ? outcome.StandardOutput.Trim() : null;
    }

    public async Task<bool> DeleteBranchAsync(string folder, string branch, CancellationToken cancellationToken)
        => (await RunAsync(folder, ["update-ref", "-d", "refs/heads/" + branch], cancellationToken)).Succeeded;

    /// <summary>A bare copy of a repository.</summary>
    public async Task CloneAsync(string source, string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder)!);
        await MustAsync(Path.GetDirectoryName(folder)!, ["clone", "--quiet", "--bare", "--no-hardlinks", "--", source, folder], cancellationToken);
    }

    /// <summary>A checkout of one commit that shares the objects.</summary>
    public async Task CheckOutAsync(string folder, string commit, string target, CancellationToken cancellationToken)
    {
        await MustAsync(folder, ["clone", "--quiet", "--shared", "--no-checkout", "--", folder, target], cancellationToken);
        await MustAsync(target, ["checkout", "--quiet", "--detach", commit], cancellationToken);
    }

    /// <summary>One half of the smart protocol, from a file to a file: packs are no text.</summary>
    public async Task<bool> ServeAsync(ServiceCall call, CancellationToken cancellationToken)
    {
        // The arguments after the script are its $1, $2 …; no text of a client is part of it.
        string[] arguments = call.Request is null
            ? ["-c", "exec git \"$1\" --stateless-rpc --advertise-refs \"$2\" >\"$3\"", "sh", call.Service, call.Folder, call.Answer]
            : ["-c", "exec git \"$1\" --stateless-rpc \"$2\" <\"$4\" >\"$3\"", "sh", call.Service, call.Folder, call.Answer, call.Request];
        var variables = new Dictionary<string, string>(Variables);
        if (call.Protocol is { Length: > 0 } protocol)
        {
            variables["GIT_PROTOCOL"] = protocol;
        }

        var outcome = await processes.RunAsync(
            new ProcessRequest
            {
                FileName = "sh",
                Arguments = arguments,
                WorkingDirectory = call.Folder,
                Environment = variables,
                Isolation = IsolationMode.None,
                Timeout = TimeSpan.FromMinutes(5),
            },
            cancellationToken);
        return outcome.Succeeded;
    }

    /// <returns>What it printed.</returns>
    private async Task<string> MustAsync(string folder, string[] arguments, CancellationToken cancellationToken)
    {
        var outcome = await RunAsync(folder, arguments, cancellationToken);
        if (!outcome.Succeeded)
        {
            throw new IOException($"git {arguments[0]} failed: {outcome.Error ?? outcome.StandardError}");
        }

        return outcome.StandardOutput;
    }

    private Task<ProcessOutcome> RunAsync(string folder, string[] arguments, CancellationToken cancellationToken) => processes.RunAsync(
        new ProcessRequest
        {
            FileName = "git",
            Arguments = arguments,
            WorkingDirectory = folder,
            Environment = Variables,
            Isolation = IsolationMode.None,
            Timeout = TimeSpan.FromMinutes(5),
        },
        cancellationToken);
}

/// <param name="Service"><c>upload-pack</c> or <c>receive-pack</c>.</param>
/// <param name="Folder">The bare repository.</param>
/// <param name="Answer">File that gets the answer.</param>
/// <param name="Request">File with the request; null: advertise the references.</param>
/// <param name="Protocol">Value of the header <c>Git-Protocol</c>.</param>
internal sealed record ServiceCall(string Service, string Folder, string Answer, string? Request, string? Protocol);
