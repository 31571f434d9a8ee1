using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Causes;

/// <summary>A package mirror was unreachable or out of step.</summary>
internal sealed class PackageMirrorRule : ICauseRule
{
    public string Id => "package-mirror";

    public IReadOnlyList<string> Phrases { get; } =
    [
        "hash sum mismatch",
        "failed to fetch http",
        "some index files failed to download",
        "unable to fetch some archives",
        "does not have a release file",
        "mirror sync in progress",
        "no more mirrors to try",
        "failed to download metadata for repo",
        "cannot download repomd.xml",
        "could not transfer artifact",
        "failed to synchronize cache",
        "temporary error (try again later)",
        "failed retrieving file",
        "at least one invalid signature was encountered",
        "inrelease' is not signed",
        "file has unexpected size",
        "clearsigned file isn't valid",
        "all mirrors were tried",
        "failed to download from",
        "unable to load the service index",
        "failed to load source for dependency",
        "could not get resource",
        "could not head ",
        "could not get ",
    ];

    public bool Confirms(in LogLine line) => !line.StartsWith("W:"u8) && !line.Contains("Cannot find"u8);

    public CauseOpinion? Judge(CauseFacts facts) => Transient.UnlessCode(facts, Cause.Infrastructure, 0.7);
}
