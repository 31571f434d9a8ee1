using BackgroundAgent.Contracts.Activities;
using BackgroundAgent.Contracts.Tasks;

namespace BackgroundAgent.Patching.Safety;

/// <summary>Names every changed file that the built-in lists or the policy protect, under its old and its new path.</summary>
internal sealed class ProtectedPathsGuard : IPatchGuard
{
    private static readonly (string What, PathGlobs Globs)[] BuiltIn =
    [
        ("CI configuration", new PathGlobs(ProtectedPaths.ContinuousIntegration)),
        ("ownership or policy", new PathGlobs(ProtectedPaths.Ownership)),
        ("instructions for agents", new PathGlobs(ProtectedPaths.AgentInstructions)),
    ];

    public IEnumerable<GuardHit> Check(PatchDiff diff, TaskPolicy policy)
    {
        (string What, PathGlobs Globs)[] lists = [.. BuiltIn, ("protected by the policy", new PathGlobs(policy.ProtectedPaths))];
        foreach (var file in diff.Files)
        {
            foreach (var path in file.OldPath is null ? [file.Path] : new[] { file.Path, file.OldPath })
            {
                var hit = Array.Find(lists, list => list.Globs.Match(path));
                if (hit.What is not null)
                {
                    yield return new GuardHit(Reason.ProtectedPath, path, $"{path} is {hit.What}; the patch has it {file.Change.ToString().ToLowerInvariant()}.");
                }
            }
        }
    }
}
