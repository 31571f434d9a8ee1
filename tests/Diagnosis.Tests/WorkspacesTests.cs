using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tests;

public sealed class WorkspacesTests
{
    [Theory]
    [InlineData("/home/runner/work/shop/shop/src/A.cs", "src/A.cs")]
    [InlineData("/home/travis/build/owner/shop/src/a.rb", "src/a.rb")]
    [InlineData("/var/lib/bgagent/worktrees/ci.12-1/src/A.cs", "src/A.cs")]
    [InlineData("C:/data/worktrees/ci.3-2/A.cs", "A.cs")]
    public void Relative_CheckoutOfACiService_IsTakenOff(string path, string expected)
        => Assert.Equal(expected, Workspaces.Relative(path));

    [Theory]
    [InlineData("src/A.cs")]
    [InlineData("/opt/shop/src/A.cs")]
    [InlineData("/var/lib/bgagent/worktrees/ci.12-1/")]
    [InlineData("/var/lib/bgagent/worktrees/ci.12-1")]
    public void Relative_AnythingElse_StaysAsItIs(string path)
        => Assert.Equal(path, Workspaces.Relative(path));
}
