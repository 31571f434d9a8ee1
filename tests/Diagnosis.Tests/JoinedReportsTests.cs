using System.Text;
using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Reading;

namespace BackgroundAgent.Diagnosis.Tests;

/// <summary>A job's log and its reports tell of the same tests.</summary>
public sealed class JoinedReportsTests
{
    private const string JUnit = """
        <testsuite name="s" tests="3"><testcase classname="shop.test_cart" name="test_sum" file="shop/test_cart.py" line="7"><failure message="assert 3 == 4"/></testcase>
        <testcase classname="shop.test_cart" name="test_tax"><failure message="assert 1 == 2"/></testcase><testcase classname="shop.test_cart" name="test_ok"/></testsuite>
        """;

    private const string Log = """
        =================================== FAILURES ===================================
        FAILED shop/test_cart.py::test_sum - assert 3 == 4
        ========================= 1 failed in 0.12s =========================
        """;

    [Fact]
    public void Of_ATestThatBothName_IsThereOnce()
    {
        var joined = JoinedReports.Of("build", Read(Log), [Read(JUnit)])!;

        var tests = joined.Findings.Where(finding => finding.Category == FindingCategory.Test).Select(finding => finding.Test).ToList();
        Assert.Equal(2, tests.Count);
        Assert.Single(tests, test => test!.EndsWith("test_sum", StringComparison.Ordinal));
        Assert.Equal(Enumerable.Range(1, joined.Findings.Count), joined.Findings.Select(finding => finding.Rank));
        Assert.Equal(Cause.Code, joined.Cause);
    }

    [Fact]
    public void Of_SeveralCoverageReports_AddTheirLines()
    {
        const string Half = """<coverage line-rate="0.5" lines-covered="10" lines-valid="20"/>""";
        const string All = """<coverage line-rate="1"><class><methods><m><line hits="7"/></m></methods><lines><line hits="7"/><line hits="0"/><line hits="007"/></lines></class></coverage>""";

        Assert.Equal(new LineCoverage(12, 23), JoinedReports.Of("build", Read(Log), [Read(Half), Read(JUnit), Read(All)])!.Coverage);
        Assert.Null(JoinedReports.Of("build", Read(Log), [Read(JUnit)])!.Coverage);
    }

    [Fact]
    public void Of_ReportsAlone_TellTheCause()
    {
        var joined = JoinedReports.Of("build", null, [Read(JUnit), Read(JUnit)])!;

        Assert.Equal((LogOutcome.Failed, Cause.Code, 2), (joined.Outcome, joined.Cause, joined.Findings.Count));
        Assert.Equal(("shop/test_cart.py", 7), (joined.Findings[0].File, joined.Findings[0].Line));
    }

    [Fact]
    public void Of_ALogThatNamesAnotherCause_KeepsIt()
    {
        var log = Read("##[error]No space left on device\nError: write ENOSPC\n##[error]Process completed with exit code 1.\n");

        Assert.Equal((log.Cause, log.Verdict.Rule), (JoinedReports.Of("build", log, [Read("<testsuite tests=\"1\"><testcase name=\"fine\"/></testsuite>")])!.Cause, log.Verdict.Rule));
    }

    [Fact]
    public void Of_Neither_IsNothing() => Assert.Null(JoinedReports.Of("build", null, []));

    private static DiagnosisReport Read(string text)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return new LogDiagnosis().Diagnose(stream, "input", TestContext.Current.CancellationToken);
    }
}
