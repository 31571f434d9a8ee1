namespace BackgroundAgent.Forges.Git.Transports;

/// <summary>Talks to a remote repository on behalf of a mirror. Faults are <see cref="ForgeException"/>.</summary>
internal interface IGitTransport
{
    Task<RemoteListing> ListAsync(RepositoryUrl url, CancellationToken cancellationToken);

    /// <param name="mirror">Path of the bare repository that receives.</param>
    /// <param name="url">Where from.</param>
    /// <param name="refspecs">Forced ones for tracking references only.</param>
    /// <param name="cancellationToken">Stops it; what has arrived is harmless.</param>
    Task FetchAsync(string mirror, RepositoryUrl url, IReadOnlyList<string> refspecs, CancellationToken cancellationToken);

    /// <param name="mirror">Path of the bare repository that sends.</param>
    /// <param name="url">Where to.</param>
    /// <param name="order">What goes where.</param>
    /// <param name="cancellationToken">Stops it; the remote reference is moved whole or not at all.</param>
    Task<RemoteAnswer> PushAsync(string mirror, RepositoryUrl url, PushOrder order, CancellationToken cancellationToken);
}

/// <param name="DefaultBranch">What HEAD points to; null when it is detached or the remote does not tell.</param>
/// <param name="Branches">Commit of each branch, by short name.</param>
internal sealed record RemoteListing(string? DefaultBranch, IReadOnlyDictionary<string, string> Branches);

/// <param name="Source">Reference in the mirror.</param>
/// <param name="Target">Reference on the remote.</param>
/// <param name="Lease">Forced, but only while the target is at this commit; null: not forced.</param>
internal sealed record PushOrder(string Source, string Target, string? Lease)
{
    public string Refspec => $"{(Lease is null ? "" : "+")}{Source}:{Target}";
}

/// <param name="Outcome">How the remote took the push.</param>
/// <param name="Detail">The remote's words when it did not.</param>
internal sealed record RemoteAnswer(RemoteOutcome Outcome, string? Detail = null);

internal enum RemoteOutcome
{
    Accepted,
    NotFastForward,
    Refused,
}
