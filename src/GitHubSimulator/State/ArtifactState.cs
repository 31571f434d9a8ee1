using BackgroundAgent.GitHubSimulator.Ci;

namespace BackgroundAgent.GitHubSimulator.State;

/// <summary>An artifact that a job uploaded.</summary>
internal sealed record ArtifactState(long Id, long RunId, ArtifactPlan Plan, byte[] Zip, DateTimeOffset CreatedAt);
