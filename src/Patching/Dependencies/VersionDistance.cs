using BackgroundAgent.Contracts.Nightly;
using NuGet.Versioning;

namespace BackgroundAgent.Patching.Dependencies;

/// <summary>Which part of a version differs first. Below 1.0 the minor part is the breaking one, by the rules of semantic versions.</summary>
internal static class VersionDistance
{
    public static UpgradeKind Of(NuGetVersion from, NuGetVersion to)
    {
        if (from.Major != to.Major)
        {
            return UpgradeKind.Major;
        }

        if (from.Minor != to.Minor)
        {
            return from.Major == 0 ? UpgradeKind.Major : UpgradeKind.Minor;
        }

        return UpgradeKind.Patch;
    }
}
