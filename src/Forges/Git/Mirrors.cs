using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Forges.Git.Transports;
using LibGit2Sharp;
using Microsoft.Extensions.Options;

namespace BackgroundAgent.Forges.Git;

/// <summary>One bare mirror per repository. Makes it, repairs it, and brings in the branches that a task needs.</summary>
internal sealed class Mirrors(GitLayout layout, GitTransports transports, HostLocks locks, IOptions<ForgesOptions> options)
{
    private const string Tracking = "refs/remotes/" + MirrorConfig.RemoteName + "/";
    private const string Unfinished = ".new";
    private const string Discarded = ".old";

    /// <summary>Fetches the base branch and, where the remote has it, the task's branch.</summary>
    /// <param name="url">The repository.</param>
    /// <param name="baseBranch">Null: the remote's default branch.</param>
    /// <param name="taskId">Null: none.</param>
    /// <param name="cancellationToken">Stops it; the next call repairs what is left.</param>
    public async Task<RemoteBranches> FetchAsync(
        RepositoryUrl url, string? baseBranch, string? taskId, CancellationToken cancellationToken)
    {
        var transport = transports.For(url);
        using var held = await locks.AcquireAsync(layout.MirrorLock(url), cancellationToken);
        var listing = await transport.ListAsync(url, cancellationToken);
        var chosen = Choose(url, listing, baseBranch);
        var mirror = Repair(url);
        ForgetDeleted(mirror, listing, taskId);
        var wanted = new List<(string Branch, string Reference)> { (chosen, Tracking + chosen) };
        if (taskId is not null && listing.Branches.ContainsKey(Naming.Branch(taskId)))
        {
            wanted.Add((Naming.Branch(taskId), TaskReferences.Pushed(taskId)));
        }

        var missing = wanted.Where(want => !Points(mirror, want.Reference, listing.Branches[want.Branch])).ToList();
        if (missing.Count > 0)
        {
            await transport.FetchAsync(mirror, url, [.. missing.Select(want => $"+refs/heads/{want.Branch}:{want.Reference}")], cancellationToken);
        }

        // What the listing said may already be old; the references that the fetch left are one consistent answer.
        using var repository = new Repository(mirror);
        return new RemoteBranches(
            mirror,
            chosen,
            repository.Refs[Tracking + chosen].TargetIdentifier,
            wanted.Count == 1 ? null : repository.Refs[wanted[1].Reference].TargetIdentifier);
    }

    /// <summary>Makes or moves a reference of a task.</summary>
    public async Task PointAsync(RepositoryUrl url, string reference, string commit, CancellationToken cancellationToken)
    {
        using var held = await locks.AcquireAsync(layout.MirrorLock(url), cancellationToken);
        var mirror = layout.Mirror(url);
        Folders.Remove(Path.Join(mirror, reference + ".lock"));
        using var repository = new Repository(mirror);
        repository.Refs.Add(reference, commit, allowOverwrite: true);
    }

    /// <summary>Removes the references of a task; no mirror is success.</summary>
    public async Task ForgetTaskAsync(RepositoryUrl url, string taskId, CancellationToken cancellationToken)
    {
        using var held = await locks.AcquireAsync(layout.MirrorLock(url), cancellationToken);
        if (Find(url) is { } mirror)
        {
            using var repository = new Repository(mirror);
            Remove(repository, TaskReferences.Branch(taskId), TaskReferences.Pushed(taskId), TaskReferences.Pushing(taskId));
        }
    }

    /// <summary>Makes sure that a commit is here, asking the remote for all its branches only when it is not.</summary>
    public async Task<string> RequireCommitAsync(RepositoryUrl url, string commit, CancellationToken cancellationToken)
    {
        using var held = await locks.AcquireAsync(layout.MirrorLock(url), cancellationToken);
        var mirror = Repair(url);
        if (!Holds(mirror, commit))
        {
            await transports.For(url).FetchAsync(mirror, url, [$"+refs/heads/*:{Tracking}*"], cancellationToken);
        }

        return Holds(mirror, commit)
            ? mirror
            : throw new ForgeException(ForgeFault.NotFound, $"Commit {commit} is not in {url.Text}.");
    }

    /// <summary>Makes a repository with the mirror's objects, linked where the file system can, and nothing checked out.</summary>
    public async Task CloneAsync(RepositoryUrl url, string commit, string folder, GitProgram git, CancellationToken cancellationToken)
    {
        var mirror = await RequireCommitAsync(url, commit, cancellationToken);
        using var held = await locks.AcquireAsync(layout.MirrorLock(url), cancellationToken);
        var outcome = await git.RunAsync(
            layout.Mirrors, ["clone", "--quiet", "--local", "--no-checkout", "--", mirror, folder], null, cancellationToken);
        if (!outcome.Succeeded)
        {
            throw new ForgeException(ForgeFault.Transient, $"The mirror of {url.Text} could not be copied: {GitFaults.Excerpt(outcome.StandardError)}");
        }
    }

    /// <summary>Throws the mirror away when something in it cannot be read; the next fetch makes it again.</summary>
    /// <param name="url">The repository.</param>
    /// <param name="certain">The damage is known; else it is looked for, since a fault may have another cause.</param>
    /// <param name="cancellationToken">Ends the wait for the lock.</param>
    public async Task DiscardDamagedAsync(RepositoryUrl url, bool certain, CancellationToken cancellationToken)
    {
        using var held = await locks.AcquireAsync(layout.MirrorLock(url), cancellationToken);
        var mirror = layout.Mirror(url);
        if (certain || !MirrorCheck.IsWhole(mirror, Tracking))
        {
            Discard(mirror);
        }
    }

    /// <summary>Path of a mirror that can be used, without asking the remote; null when there is none.</summary>
    public string? Find(RepositoryUrl url)
    {
        var mirror = layout.Mirror(url);
        if (!Repository.IsValid(mirror))
        {
            return null;
        }

        MirrorConfig.Write(mirror, url, options.Value);
        return mirror;
    }

    /// <summary>Call with the mirror's lock: whatever lock file of git lies there then was left by a killed process.</summary>
    private string Repair(RepositoryUrl url)
    {
        var mirror = layout.Mirror(url);
        Directory.CreateDirectory(layout.Mirrors);
        Folders.Remove(mirror + Unfinished);
        Folders.Remove(mirror + Discarded);

        if (Path.Exists(mirror))
        {
            MirrorConfig.Write(mirror, url, options.Value);
            StaleGitFiles.RemoveFromMirror(mirror);
            if (!MirrorCheck.IsReadable(mirror, Tracking))
            {
                Discard(mirror);
            }
        }

        if (!Directory.Exists(mirror))
        {
            // Made beside and moved: a mirror that exists is whole.
            var unfinished = mirror + Unfinished;
            Repository.Init(unfinished, isBare: true);
            MirrorConfig.Write(unfinished, url, options.Value);
            Directory.Move(unfinished, mirror);
        }

        return mirror;
    }

    private static void Discard(string mirror)
    {
        if (Path.Exists(mirror))
        {
            var aside = mirror + Discarded;
            Folders.Remove(aside);
            Directory.Move(mirror, aside);
            Folders.Remove(aside);
        }
    }

    private static void ForgetDeleted(string mirror, RemoteListing listing, string? taskId)
    {
        using var repository = new Repository(mirror);
        var gone = repository.Refs.FromGlob(Tracking + "*")
            .Select(reference => reference.CanonicalName)
            .Where(name => !listing.Branches.ContainsKey(name[Tracking.Length..]))
            .ToList();
        if (taskId is not null && !listing.Branches.ContainsKey(Naming.Branch(taskId)))
        {
            gone.Add(TaskReferences.Pushed(taskId));
        }

        Remove(repository, [.. gone]);
    }

    private static void Remove(Repository repository, params string[] names)
    {
        foreach (var reference in names.Select(name => repository.Refs[name]).OfType<Reference>())
        {
            repository.Refs.Remove(reference);
        }
    }

    private static bool Points(string mirror, string reference, string commit)
    {
        using var repository = new Repository(mirror);
        return repository.Refs[reference]?.TargetIdentifier == commit && repository.Lookup<Commit>(commit) is not null;
    }

    private static bool Holds(string mirror, string commit)
    {
        using var repository = new Repository(mirror);
        return repository.Lookup<Commit>(commit) is not null;
    }

    private static string Choose(RepositoryUrl url, RemoteListing listing, string? baseBranch)
    {
        if (listing.Branches.Count == 0)
        {
            throw new ForgeException(ForgeFault.NotFound, $"{url.Text} has no branch; it needs at least one commit.");
        }

        var name = baseBranch ?? listing.DefaultBranch
            ?? new[] { "main", "master" }.FirstOrDefault(listing.Branches.ContainsKey)
            ?? throw new ForgeException(ForgeFault.NotFound, $"{url.Text} has no default branch (its HEAD is detached); name the base branch.");
        return listing.Branches.ContainsKey(name)
            ? name
            : throw new ForgeException(ForgeFault.NotFound, $"{url.Text} has no branch {name}.");
    }
}

/// <param name="Mirror">Path.</param>
/// <param name="BaseBranch">The one that was asked for, or the default.</param>
/// <param name="BaseHead">Its tip.</param>
/// <param name="TaskHead">Tip of the task's branch; null when the remote has none.</param>
internal sealed record RemoteBranches(string Mirror, string BaseBranch, string BaseHead, string? TaskHead);
