namespace BackgroundAgent.Contracts.Tasks;

/// <summary>Where people find what a task made; each a URL or an absolute path, null until it is there.</summary>
public sealed record TaskLinks
{
    public string? Branch { get; init; }

    public string? PullRequest { get; init; }

    public string? CiRun { get; init; }

    /// <summary>Of the last checks that failed; a task that ended green keeps it from an earlier attempt.</summary>
    public string? CiLog { get; init; }

    public string? Report { get; init; }

    public string? Temporal { get; init; }
}

/// <summary>A large thing that is kept outside history.</summary>
/// <param name="Uri">Where the artifact store finds it again.</param>
/// <param name="Sha256">Lower-case hexadecimal digest of the content.</param>
/// <param name="Bytes">Length.</param>
/// <param name="MediaType">Such as <c>text/plain</c> or <c>application/json</c>.</param>
public sealed record ArtifactRef(string Uri, string Sha256, long Bytes, string MediaType);
