using BackgroundAgent.Architecture.Tests.Reading;

namespace BackgroundAgent.Architecture.Tests;

/// <summary>Third-party and platform code that only one place may touch.</summary>
public sealed class ForbiddenUseTests
{
    [Fact]
    public void Octokit_Used_OnlyInTheGitHubForge()
        => AssertOnly(
            "Octokit",
            use => use.Type.StartsWith("Octokit.", StringComparison.Ordinal) && !use.Type.StartsWith("Octokit.Webhooks", StringComparison.Ordinal),
            "BackgroundAgent.Forges.GitHub.");

    [Fact]
    public void LibGit2Sharp_Used_OnlyInForgesGit()
        => AssertOnly("LibGit2Sharp", use => use.Type.StartsWith("LibGit2Sharp.", StringComparison.Ordinal), "BackgroundAgent.Forges.Git.");

    [Fact]
    public void Process_Used_OnlyInSandbox()
        => AssertOnly(
            "System.Diagnostics.Process",
            use => use.Type is "System.Diagnostics.Process" or "System.Diagnostics.ProcessStartInfo",
            "BackgroundAgent.Sandbox.");

    [Fact]
    public void ApplicationFailure_Used_OnlyInWorkflowsAndActivitiesFailures()
        => AssertOnly(
            "ApplicationFailureException",
            use => use.Type == "Temporalio.Exceptions.ApplicationFailureException",
            "BackgroundAgent.Workflows.",
            "BackgroundAgent.Activities.Failures.");

    [Theory]
    [InlineData("Diagnosis")]
    [InlineData("Patching")]
    [InlineData("Forges")]
    [InlineData("Sandbox")]
    public void Temporalio_InPureModules_IsNotUsed(string project)
        => Violations.AssertNone(
            $"{project} uses Temporalio:",
            BuiltAssembly.All.Single(assembly => assembly.Project == project).Uses()
                .Where(use => use.Type.StartsWith("Temporalio.", StringComparison.Ordinal))
                .Select(Describe));

    [Fact]
    public void WallClock_InProduct_IsNotRead()
        => Violations.AssertNone(
            "The wall clock is read; inject TimeProvider:",
            BuiltAssembly.All.SelectMany(assembly => assembly.Uses())
                .Where(use => use is { Type: "System.DateTime" or "System.DateTimeOffset", Member: "get_Now" or "get_UtcNow" or "get_Today" })
                .Select(Describe));

    [Fact]
    public void ThreadSleep_InProduct_IsNotUsed()
        => Violations.AssertNone(
            "A thread is put to sleep; await instead:",
            BuiltAssembly.All.SelectMany(assembly => assembly.Uses())
                .Where(use => use is { Type: "System.Threading.Thread", Member: "Sleep" })
                .Select(Describe));

    [Fact]
    public void Uses_OfKnownAssembly_AreSeen()
    {
        // The scan itself must be able to find something, else every test above passes for nothing.
        var uses = BuiltAssembly.All.Single(assembly => assembly.Project == "Contracts").Uses().ToList();
        Assert.Contains(uses, use => use is { Owner: "BackgroundAgent.Contracts.Tasks.Naming", Type: "System.String", Member: "StartsWith" });
        Assert.Contains(uses, use => use is { Owner: "BackgroundAgent.Contracts.Tasks.IAgentTask", Type: "Temporalio.Workflows.WorkflowAttribute" });
    }

    private static void AssertOnly(string what, Func<Use, bool> touches, params string[] places)
        => Violations.AssertNone(
            $"{what} is used outside {string.Join(", ", places)}:",
            BuiltAssembly.All.SelectMany(assembly => assembly.Uses())
                .Where(touches)
                .Where(use => !places.Any(place => use.Owner.StartsWith(place, StringComparison.Ordinal)))
                .Select(Describe));

    private static string Describe(Use use) => use.Member is null ? $"{use.Owner}: {use.Type}" : $"{use.Owner}: {use.Type}.{use.Member}";
}
