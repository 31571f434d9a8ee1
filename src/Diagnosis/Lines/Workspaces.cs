namespace BackgroundAgent.Diagnosis.Lines;

/// <summary>Where CI services check a repository out, so that a path can be told relative to it. Source: their documented default directories.</summary>
internal static class Workspaces
{
    // Prefix, and how many directories below it lead to the repository.
    private static readonly (string Prefix, int Depth)[] Roots =
    [
        ("/home/runner/work/", 2),
        ("/Users/runner/work/", 2),
        ("/runner/_work/", 2),
        ("/opt/actions-runner/_work/", 2),
        ("D:/a/1/s/", 0),
        ("D:/a/", 2),
        ("/__w/", 2),
        ("/github/workspace/", 0),
        ("/home/vsts/work/1/s/", 0),
        ("/Users/vsts/agent/work/1/s/", 0),
        ("/home/travis/build/", 2),
        ("/Users/travis/build/", 2),
        ("/builds/", 2),
        ("/home/circleci/", 1),
        ("/var/lib/jenkins/workspace/", 1),
        ("/home/jenkins/workspace/", 1),
        ("/home/jenkins/agent/workspace/", 1),
        ("/jenkins/workspace/", 1),
        ("C:/projects/", 1),
        ("/var/lib/buildkite-agent/builds/", 3),
        ("/workspace/", 0),
        ("/workspaces/", 1),
    ];

    /// <summary>Our own local CI checks out to <c>worktrees/ci.run-attempt/</c> below any data directory.</summary>
    private const string LocalCheckout = "/worktrees/ci.";

    public static string Relative(string path)
    {
        if (path.IndexOf(LocalCheckout, StringComparison.Ordinal) is var local and >= 0
            && path.IndexOf('/', local + LocalCheckout.Length) is var end and > 0 && end + 1 < path.Length)
        {
            return path[(end + 1)..];
        }

        // All roots begin at the root of a file system.
        if (!path.StartsWith('/') && !(path.Length > 1 && path[1] == ':'))
        {
            return path;
        }

        foreach (var (prefix, depth) in Roots)
        {
            if (!path.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            var at = prefix.Length;
            for (var i = 0; i < depth; i++)
            {
                var slash = path.IndexOf('/', at);
                if (slash < 0)
                {
                    return path;
                }

                at = slash + 1;
            }

            return at < path.Length ? path[at..] : path;
        }

        return path;
    }
}
