using System.Text.RegularExpressions;

namespace BackgroundAgent.Patching.Safety.Tests;

/// <summary>What a file is for, told from its path by the conventions of the common languages.</summary>
internal static partial class FileRoles
{
    public static bool IsTest(string path) => !IsSnapshot(path) && (TestFolder().IsMatch(path) || TestName().IsMatch(path));

    /// <summary>Recorded expectations of snapshot and approval tests.</summary>
    public static bool IsSnapshot(string path) => Snapshot().IsMatch(path);

    /// <summary>Anything that can change what the product does: not tests, not their recordings, not prose.</summary>
    public static bool IsSource(string path) => !IsTest(path) && !IsSnapshot(path) && !Prose().IsMatch(path);

    [GeneratedRegex(@"(?:^|/)(?:tests?|specs?|__tests__|__mocks__|e2e|testing|unittests?|integration[-_]?tests?|[^/]*[._-]?tests?|[^/]+\.specs?)/[^/]*(?:/|[^/]*\.(?:cs|fs|vb|java|kt|scala|groovy|js|jsx|ts|tsx|mjs|cjs|mts|cts|py|go|rb|rs|php|swift|dart|ex|exs|clj|c|cc|cpp|h|hpp|feature|bats)$)", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex TestFolder();

    [GeneratedRegex(@"(?:^|/)(?:[^/]+[._-](?:test|tests|spec|specs)\.[A-Za-z]+|[^/]*[a-z0-9](?:Test|Tests|TestCase|Spec|Specs)\.[A-Za-z]+|test_[^/]+\.py|tests?\.(?:py|js|ts|rb|go|rs)|conftest\.py)$", RegexOptions.NonBacktracking)]
    private static partial Regex TestName();

    [GeneratedRegex(@"(?:^|/)(?:__snapshots__|__image_snapshots__|snapshots)/|\.(?:snap|golden|ambr|verified\.[A-Za-z0-9]+|approved\.[A-Za-z0-9]+|snap\.[A-Za-z]+)$", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Snapshot();

    [GeneratedRegex(@"\.(?:md|markdown|rst|adoc|txt)$|(?:^|/)(?:docs?|changelogs?|\.changeset)/", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Prose();
}
