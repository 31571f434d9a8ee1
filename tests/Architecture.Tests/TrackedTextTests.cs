using BackgroundAgent.Architecture.Tests.Reading;

namespace BackgroundAgent.Architecture.Tests;

/// <summary>What must not be committed.</summary>
public sealed class TrackedTextTests
{
    [Fact]
    public void Text_Tracked_NamesNoFolderOfThisMachine()
    {
        var banned = new[] { Repository.Root, Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) }
            // "/", "/root" and "/app" are anybody's.
            .Where(folder => folder.Count(letter => letter is '/' or '\\') > 1)
            .Select(folder => folder + Path.DirectorySeparatorChar)
            .ToList();
        Violations.AssertNone(
            "A tracked file names a folder of this machine:",
            from path in TrackedText.Paths()
            let text = TrackedText.Read(path)
            where text is not null
            from folder in banned
            where text.Contains(folder, StringComparison.Ordinal)
            select path);
    }

    [Fact]
    public void Scripts_Tracked_AreExecutable()
        => Violations.AssertNone(
            "A script cannot be executed:",
            TrackedText.Paths()
                .Where(path => path == ".ci/run" || path.EndsWith(".sh", StringComparison.Ordinal))
                .Where(path => !path.Contains("/Fixtures/", StringComparison.Ordinal))
                .Where(path => !OperatingSystem.IsWindows() && !File.GetUnixFileMode(Repository.At(path)).HasFlag(UnixFileMode.UserExecute)));
}
