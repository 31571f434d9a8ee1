using LibGit2Sharp;
using LibGit2Sharp.Handlers;

namespace BackgroundAgent.Forges.Git.Transports;

/// <summary>HTTP, through LibGit2Sharp.</summary>
internal sealed class LibraryTransport(IGitCredentials credentials) : IGitTransport
{
    private const string Heads = "refs/heads/";

    public Task<RemoteListing> ListAsync(RepositoryUrl url, CancellationToken cancellationToken) => TalkAsync(
        url,
        provider =>
        {
            var references = Repository.ListRemoteReferences(url.Text, provider).ToList();
            var head = references.OfType<SymbolicReference>().FirstOrDefault(reference => reference.CanonicalName == "HEAD");
            var branches = references.OfType<DirectReference>()
                .Where(reference => reference.CanonicalName.StartsWith(Heads, StringComparison.Ordinal))
                .ToDictionary(reference => reference.CanonicalName[Heads.Length..], reference => reference.TargetIdentifier, StringComparer.Ordinal);
            var defaultBranch = head?.TargetIdentifier.StartsWith(Heads, StringComparison.Ordinal) == true ? head.TargetIdentifier[Heads.Length..] : null;
            return new RemoteListing(defaultBranch, branches);
        },
        cancellationToken);

    public Task FetchAsync(string mirror, RepositoryUrl url, IReadOnlyList<string> refspecs, CancellationToken cancellationToken) => TalkAsync(
        url,
        provider =>
        {
            using var repository = new Repository(mirror);
            var options = new FetchOptions
            {
                CredentialsProvider = provider,
                TagFetchMode = TagFetchMode.Auto,
                OnTransferProgress = _ => !cancellationToken.IsCancellationRequested,
                OnProgress = _ => !cancellationToken.IsCancellationRequested,
            };
            Commands.Fetch(repository, MirrorConfig.RemoteName, refspecs, options, null);
            return true;
        },
        cancellationToken);

    public Task<RemoteAnswer> PushAsync(string mirror, RepositoryUrl url, PushOrder order, CancellationToken cancellationToken) => TalkAsync(
        url,
        provider =>
        {
            using var repository = new Repository(mirror);
            string? refusal = null;
            var stale = false;
            var options = new PushOptions
            {
                CredentialsProvider = provider,
                OnPushStatusError = error => refusal = error.Message,
                // What the remote says here is what it compares with when it moves the reference: the lease holds to the end.
                OnNegotiationCompletedBeforePush = updates => !(stale = order.Lease is { } expected && updates.Any(update => update.SourceObjectId?.Sha != expected)),
                OnPushTransferProgress = (_, _, _) => !cancellationToken.IsCancellationRequested,
            };

            try
            {
                repository.Network.Push(repository.Network.Remotes[MirrorConfig.RemoteName], order.Refspec, options);
            }
            catch (NonFastForwardException fault)
            {
                return new RemoteAnswer(RemoteOutcome.NotFastForward, fault.Message);
            }
            catch (LibGit2SharpException) when (stale)
            {
                return new RemoteAnswer(RemoteOutcome.NotFastForward, $"The branch is not at {order.Lease} any more.");
            }

            if (refusal is null)
            {
                return new RemoteAnswer(RemoteOutcome.Accepted);
            }

            // The receiving side compares the old value and names this when somebody was faster.
            var overtaken = refusal.Contains("fast-forward", StringComparison.Ordinal)
                || refusal.Contains("failed to update ref", StringComparison.Ordinal)
                || refusal.Contains("cannot lock ref", StringComparison.Ordinal);
            return new RemoteAnswer(overtaken ? RemoteOutcome.NotFastForward : RemoteOutcome.Refused, GitFaults.Excerpt(refusal));
        },
        cancellationToken);

    /// <summary>The library blocks and cannot be interrupted while it connects, so it gets a thread of its own.</summary>
    private async Task<T> TalkAsync<T>(RepositoryUrl url, Func<CredentialsHandler, T> talk, CancellationToken cancellationToken)
    {
        var refused = false;
        try
        {
            return await Task.Factory.StartNew(
                () => talk(Provider(url, () => refused = true, cancellationToken)),
                cancellationToken,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default);
        }
        catch (LibGit2SharpException fault)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw refused
                ? new ForgeException(ForgeFault.Unauthorized, $"{url.Text} asks for credentials, and none are configured or it refused them.", fault)
                : GitFaults.FromLibrary(url, fault);
        }
    }

    private CredentialsHandler Provider(RepositoryUrl url, Action refused, CancellationToken cancellationToken)
    {
        var asked = 0;
        var expected = new Uri(url.Text);
        return (requested, _, _) =>
        {
            // A redirect to another host must not carry the secret along; a second question means that the first answer was refused.
            var sameHost = Uri.TryCreate(requested, UriKind.Absolute, out var target)
                && target.Scheme == expected.Scheme && target.Authority == expected.Authority;
            var credential = sameHost && asked++ < 2 ? credentials.GetAsync(expected, cancellationToken).GetAwaiter().GetResult() : null;
            if (credential is null)
            {
                refused();
                return new DefaultCredentials();
            }

            return new UsernamePasswordCredentials { Username = credential.UserName, Password = credential.Password };
        };
    }
}
