namespace BackgroundAgent.Forges.Git;

/// <summary>
/// The mirror's settings. They are written anew before every use, so that nothing a program in a work tree left there (another URL, a hook,
/// a filter) is ever obeyed.
/// </summary>
internal static class MirrorConfig
{
    public const string RemoteName = "origin";

    private static readonly string[] Obeyed = ["hooks", "info", "branches", "config.worktree"];

    public static void Write(string mirror, RepositoryUrl url, ForgesOptions options)
    {
        foreach (var name in Obeyed)
        {
            Folders.Remove(Path.Join(mirror, name));
        }

        Folders.WriteText(Path.Join(mirror, "config"), Text(url, options));

        // Nothing reads it, but without it the folder is no repository.
        Folders.WriteText(Path.Join(mirror, "HEAD"), "ref: refs/heads/main\n");
    }

    private static string Text(RepositoryUrl url, ForgesOptions options) =>
        $"""
        [core]
        	repositoryformatversion = 0
        	bare = true
        	filemode = true
        	symlinks = true
        	autocrlf = false
        	logallrefupdates = false
        	hooksPath = /dev/null
        [gc]
        	auto = 0
        [user]
        	name = {Quote(options.CommitterName)}
        	email = {Quote(options.CommitterEmail)}
        [remote "{RemoteName}"]
        	url = {Quote(url.Text)}
        	fetch = +refs/heads/*:refs/remotes/{RemoteName}/*

        """;

    private static string Quote(string text)
        => "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";
}
