namespace BackgroundAgent.TestKit.Git;

/// <summary>A real repository with a work tree, for tests that play the person on the other side.</summary>
public sealed class ScratchRepository
{
    private ScratchRepository(string path)
    {
        Path = path;
    }

    public string Path { get; }

    public string Head => Git("rev-parse", "HEAD");

    /// <summary>Makes a repository on branch <c>main</c> with one commit that holds <c>README.md</c>.</summary>
    public static ScratchRepository Create(string path)
    {
        Directory.CreateDirectory(path);
        GitCommand.Run(path, "init", "--quiet", "--initial-branch=main");
        var repository = new ScratchRepository(path);
        repository.Write("README.md", "# Sample\n");
        repository.Commit("first");
        return repository;
    }

    public static ScratchRepository Clone(string url, string path)
    {
        GitCommand.Run(System.IO.Path.GetDirectoryName(path)!, "clone", "--quiet", url, path);
        return new ScratchRepository(path);
    }

    /// <returns>Path of a bare copy.</returns>
    public string CloneBare(string path)
    {
        GitCommand.Run(Path, "clone", "--quiet", "--bare", Path, path);
        return path;
    }

    public string Git(params string[] arguments) => GitCommand.Run(Path, arguments);

    public void Write(string file, string text)
    {
        var path = System.IO.Path.Join(Path, file);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    /// <summary>Commits everything.</summary>
    /// <returns>The new commit.</returns>
    public string Commit(string message)
    {
        Git("add", "--all");
        Git("commit", "--quiet", "--allow-empty", "--message", message);
        return Head;
    }
}
