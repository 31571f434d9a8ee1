using BackgroundAgent.Activities.Failures;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Diagnosis.KnownIssues;
using BackgroundAgent.Forges.Git;
using Microsoft.Extensions.Options;

namespace BackgroundAgent.Activities.Ci;

/// <summary>
/// Known issues: those of the service, from a file of its own, then those of the repository, as they stand at the base commit. A patch has no say
/// in what counts as known.
/// </summary>
internal sealed class KnownIssueSource(IGitWorkspaces git, Artifacts artifacts, IOptions<ActivitiesOptions> options)
{
    /// <summary>Keeps the repository's file where a host without its work tree can read it.</summary>
    /// <returns>Null when there is none.</returns>
    public async Task<ArtifactRef?> StoreAsync(string taskId, WorkTree workTree, CancellationToken cancellationToken)
    {
        var text = await git.ReadFileAsync(workTree, workTree.BaseCommit, KnownIssueFile.RepositoryPath, cancellationToken);
        if (text is null)
        {
            return null;
        }

        KnownIssueFile.Read(text, KnownIssueFile.RepositoryPath, out var errors);
        return errors.Count == 0
            ? await artifacts.WriteTextAsync(taskId, "known-issues.json", text, "application/json", cancellationToken)
            : throw new PolicyInvalidException(string.Join('\n', errors));
    }

    /// <summary>In the order in which they are asked. A file of the service that was broken or removed since the start says nothing.</summary>
    public async Task<IReadOnlyList<KnownIssue>> ReadAsync(ArtifactRef? ofRepository, CancellationToken cancellationToken)
    {
        List<KnownIssue> issues = [];
        if (options.Value.KnownIssuesFile is { } file && File.Exists(file))
        {
            issues.AddRange(KnownIssueFile.Read(await File.ReadAllTextAsync(file, cancellationToken), Path.GetFileName(file), out _));
        }

        if (ofRepository is not null && await artifacts.OpenAsync(ofRepository, cancellationToken) is { } stored)
        {
            using var reader = new StreamReader(stored);
            issues.AddRange(KnownIssueFile.Read(await reader.ReadToEndAsync(cancellationToken), KnownIssueFile.RepositoryPath, out _));
        }

        return issues;
    }
}
