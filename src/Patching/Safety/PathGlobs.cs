using Microsoft.Extensions.FileSystemGlobbing;

namespace BackgroundAgent.Patching.Safety;

/// <summary>A list of globs over repository paths. Case does not matter: some file systems do not see it either.</summary>
internal sealed class PathGlobs
{
    private readonly Matcher _matcher = new(StringComparison.OrdinalIgnoreCase);

    public PathGlobs(IEnumerable<string> globs)
    {
        foreach (var glob in globs)
        {
            // As in .gitignore and CODEOWNERS: a leading slash is the root, a trailing one a whole folder.
            var plain = glob.TrimStart('/');
            _matcher.AddInclude(plain.EndsWith('/') ? plain + "**" : plain);
        }
    }

    public bool Match(string path) => _matcher.Match(path).HasMatches;
}
