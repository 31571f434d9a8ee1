using BackgroundAgent.Contracts.Tasks;

namespace BackgroundAgent.Forges.Artifacts;

/// <summary>Keeps large things outside history. Writing the same name again replaces it whole or not at all.</summary>
public interface IArtifactStore
{
    /// <param name="name">Relative path such as <c>tasks/t1/attempt-2/patch.diff</c>; forward slashes, no <c>..</c>.</param>
    Task<ArtifactRef> WriteAsync(string name, Stream content, string mediaType, CancellationToken cancellationToken);

    /// <summary>Null when it is gone.</summary>
    Task<Stream?> OpenAsync(ArtifactRef artifact, CancellationToken cancellationToken);
}
