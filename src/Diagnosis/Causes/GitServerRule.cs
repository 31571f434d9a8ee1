using BackgroundAgent.Contracts.Findings;

namespace BackgroundAgent.Diagnosis.Causes;

/// <summary>The repository could not be fetched or pushed.</summary>
internal sealed class GitServerRule : ICauseRule
{
    public string Id => "git-server";

    public IReadOnlyList<string> Phrases { get; } =
    [
        "could not read from remote repository",
        "couldn't find remote ref",
        "git' failed with exit code 128",
        "git.exe' failed with exit code",
        "fatal: unable to access",
        "failed to push some refs",
        "error: rpc failed",
        "fetch-pack: unexpected",
        "shallow file has changed",
        "index.lock': file exists",
        "fatal: unable to look up",
        "fatal: early eof",
        "reference is not a tree",
        "error cloning remote repo",
        "error fetching remote repo",
        "cannot lock ref",
        "fatal: couldn't find",

        // Large files.
        "unable to parse http response",
        "failed to fetch some objects from",
        "smudge filter lfs failed",

        // A workspace that an earlier job left dirty.
        "cannot rebase: you have unstaged changes",
        "would be overwritten by checkout",
    ];

    public CauseOpinion? Judge(CauseFacts facts) => Transient.UnlessCode(facts, Cause.Infrastructure, 0.65);
}
