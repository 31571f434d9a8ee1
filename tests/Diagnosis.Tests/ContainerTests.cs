using System.Text;
using BackgroundAgent.Contracts.Findings;

namespace BackgroundAgent.Diagnosis.Tests;

/// <summary>What CI services and programs that run several jobs put around and before the lines of tools.</summary>
public sealed class ContainerTests
{
    private const string Error = "src/A.cs(3,7): error CS0246: The type 'B' could not be found";

    private static readonly LogDiagnosis Diagnosis = new();

    [Theory]
    [InlineData("web-1  | ")]
    [InlineData("my_app_db-12 | ")]
    [InlineData("web_1  | ")]
    [InlineData("\u001b[36mapi-1     | \u001b[0m")]
    [InlineData("2024-01-31T12:34:56.1234567Z ")]
    [InlineData("2024-01-31T12:34:56.123456Z 01O ")]
    [InlineData("[2024-01-31T12:34:56.123Z] ")]
    [InlineData("12:34:56  ")]
    [InlineData("[12:34:56]W:\t [Step 1/2] ")]
    [InlineData("build\tRun tests\t2024-01-31T12:34:56.1234567Z ")]
    [InlineData("\uFEFF2024-01-31T12:34:56.1234567Z web-1  | ")]
    public void Diagnose_PrefixedLine_IsReadWithoutIt(string prefix) => AssertFound(Of($"{prefix}first\n{prefix}{Error}\n"));

    [Theory]
    [InlineData("• Packages in scope: @acme/web, api\n• Running build in 2 packages\n", "@acme/web:build: ")]
    [InlineData("• Running build in 2 packages\n", "api:build:prod: ")]
    [InlineData("lerna info Executing command in 2 packages: \"npm run build\"\n", "@acme/web: ")]
    [InlineData(" NX   Running target build for 2 projects:\n", "web: ")]
    [InlineData("Scope: 2 of 3 workspace projects\n", "packages/web build: ")]
    public void Diagnose_JobsOfARunner_AreReadAfterItsHeader(string header, string prefix)
    {
        var text = prefix.Contains("prod", StringComparison.Ordinal) ? prefix.Replace(":prod", "-prod", StringComparison.Ordinal) : prefix;
        AssertFound(Of($"{header}{text}first\n{text}{Error}\n"));
    }

    [Fact]
    public void Diagnose_NoHeader_LeavesWhatLooksLikeAPrefix()
        => Assert.Equal("web.c", Assert.Single(Of("web.c:12: error: lost\n").Findings).File);

    [Fact]
    public void Diagnose_InterleavedServices_KeepsTheFindingsApart()
    {
        var report = Of($"web-1  | {Error}\ndb-1   | ready\nweb-1  | src/B.cs(1,2): error CS0103: The name 'x' does not exist\nworker-2  | done\n");
        Assert.Equal(["src/A.cs", "src/B.cs"], report.Findings.Select(finding => finding.File));
    }

    [Theory]
    [InlineData("##[section]Starting: Build\n", "##[error]Bash exited with code '1'.\n##[section]Finishing: Build\n", "Build")]
    [InlineData("##[group]Run dotnet build\n##[endgroup]\n", "##[error]Process completed with exit code 1.\n", "dotnet build")]
    [InlineData("section_start:1700000000:build_script[collapsed=true]\r\u001b[0KBuild\n", "section_end:1700000001:build_script\r\u001b[0K\nERROR: Job failed: exit code 1\n", "build_script")]
    [InlineData("travis_fold:start:build\r\u001b[0K$ dotnet build\n", "travis_fold:end:build\r\u001b[0K\nThe command \"dotnet build\" exited with 1.\n", "build")]
    [InlineData("~~~ Running commands\n", "^^^ +++\nError: The command exited with status 1\n", "Running commands")]
    [InlineData("##teamcity[blockOpened name='Build']\n", "##teamcity[buildProblem description='Process exited with code 1']\n##teamcity[blockClosed name='Build']\n", "Build")]
    public void Diagnose_StepsOfAService_AreNamed(string start, string end, string step)
    {
        var report = Of($"{start}{Error}\n{end}");
        Assert.Equal(LogOutcome.Failed, report.Outcome);
        Assert.Contains(report.Steps, s => s.Name == step);
        Assert.Equal("CS0246", report.Findings[0].Code);
    }

    [Fact]
    public void Diagnose_JenkinsWithTimestamps_ReadsItsEnd()
    {
        var report = Of($"[2024-01-31T12:34:56.123Z] + dotnet build\n[2024-01-31T12:34:57.123Z] {Error}\n[2024-01-31T12:34:58.123Z] Finished: FAILURE\n");
        AssertFound(report);
        Assert.Equal(LogOutcome.Failed, report.Outcome);
    }

    [Fact]
    public void Diagnose_TeamCityTestMessages_NameTheFailedTest()
        => Assert.Contains(
            Of("##teamcity[testStarted name='A.B']\n##teamcity[testFailed name='A.B' message='expected |'1|'' details='at A.cs:3']\n##teamcity[testFinished name='A.B']\n").Findings,
            finding => finding.Test == "A.B");

    [Fact]
    public void Diagnose_BytesOfAnotherEncoding_SpoilNothingElse()
    {
        byte[] latin1 = [.. Encoding.Latin1.GetBytes("fehler: größe\n"), .. Encoding.UTF8.GetBytes(Error + "\n"), 0xff, 0xfe, 0x80, (byte)'\n'];
        AssertFound(Diagnosis.Diagnose(new MemoryStream(latin1), "x", TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Diagnose_TailCutOff_ReadsTheLastLine() => AssertFound(Of("2024-01-31T12:34:56.1234567Z " + Error));

    [Fact]
    public void Diagnose_JsonReportBeyondTheBound_SaysSo()
    {
        var start = Encoding.UTF8.GetBytes("{\"numTotalTests\":1,\"testResults\":[");
        var report = Diagnosis.Diagnose(new PaddedStream(start, 33 * 1024 * 1024), "x", TestContext.Current.CancellationToken);
        Assert.Equal("report-too-large", Assert.Single(report.Findings).Code);
    }

    private static void AssertFound(DiagnosisReport report)
        => Assert.Contains(report.Findings, finding => (finding.File, finding.Line, finding.Column, finding.Code) == ("src/A.cs", 3, 7, "CS0246"));

    private static DiagnosisReport Of(string text) => Diagnosis.Diagnose(new MemoryStream(Encoding.UTF8.GetBytes(text)), "x", TestContext.Current.CancellationToken);

    /// <summary>A start, then blanks up to a length.</summary>
    private sealed class PaddedStream(byte[] start, int length) : MemoryStream([.. start, .. Enumerable.Repeat((byte)' ', length - start.Length)]);
}
