namespace BackgroundAgent.Forges.Git.Transports;

/// <summary>
/// Chooses the transport. HTTP goes through LibGit2Sharp, whose credentials handler keeps secrets out of URLs, arguments and environments.
/// Paths and ssh go through the git program, because LibGit2Sharp cannot push to a repository with a work tree, skips the receiving
/// side's hooks and the comparison of the old value on local pushes, reads a local repository several times slower, and is built without ssh.
/// </summary>
internal sealed class GitTransports(LibraryTransport library, ProgramTransport program)
{
    public IGitTransport For(RepositoryUrl url) => url.Scheme == RepositoryScheme.Http ? library : program;
}
