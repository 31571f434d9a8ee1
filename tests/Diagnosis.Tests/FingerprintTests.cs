using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Findings;

namespace BackgroundAgent.Diagnosis.Tests;

public sealed class FingerprintTests
{
    [Theory]
    [InlineData("timed out after 300 ms", "timed out after 1250 ms")]
    [InlineData("at 0x7ffe1234abcd", "at 0x7ffe00ffeedd")]
    [InlineData("id 3f2504e0-4f89-11d3-9a0c-0305e82c3301 lost", "id c9bf9e57-1685-4c89-bafb-ff5af830be8a lost")]
    [InlineData("cannot open /home/runner/work/shop/shop/a.txt", "cannot open /builds/team/shop/a.txt")]
    [InlineData("failed at 2024-01-31T12:00:01.5Z", "failed at 2025-11-02T01:59:59Z")]
    [InlineData("commit 0a1b2c3d4e5f60718293a4b5c6d7e8f901234567", "commit ffeeddccbbaa99887766554433221100abcdef01")]
    public void Of_SameFailureInAnotherRun_IsTheSame(string first, string second) => Assert.Equal(Of(first), Of(second));

    [Fact]
    public void Of_OtherFailure_Differs()
    {
        Assert.NotEqual(Of("expected foo"), Of("expected bar"));
        Assert.NotEqual(
            Fingerprint.Of("t", FindingCategory.Test, null, "a.cs", "A.One", "x"),
            Fingerprint.Of("t", FindingCategory.Test, null, "a.cs", "A.Two", "x"));
        Assert.NotEqual(
            Fingerprint.Of("t", FindingCategory.Compile, "CS1", "a.cs", null, "x"),
            Fingerprint.Of("t", FindingCategory.Compile, "CS1", "b.cs", null, "x"));
    }

    [Fact]
    public void Of_FileOutsideTheRepository_CountsByItsName()
        => Assert.Equal(
            Fingerprint.Of("t", FindingCategory.Compile, "E1", "/usr/lib/a/x.h", null, "m"),
            Fingerprint.Of("t", FindingCategory.Compile, "E1", "/opt/b/x.h", null, "m"));

    private static string Of(string message) => Fingerprint.Of("tool", FindingCategory.Test, null, "src/a.cs", "A.B", message);
}
