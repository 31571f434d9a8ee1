using System.Text;

namespace BackgroundAgent.Diagnosis.Tests;

/// <summary>Names of passed tests, which must be the names that the same tests have when they fail.</summary>
public sealed class PassedTestTests
{
    private static readonly LogDiagnosis Naming = new(namesPassedTests: true);

    [Theory]
    [InlineData("  Passed App.Tests.Adds(a: 1) [12 ms]", "  Failed App.Tests.Adds(a: 1) [12 ms]\n  Error Message:\n   x", "App.Tests.Adds(a: 1)")]
    [InlineData("passed App.Tests.Adds (12ms)", "failed App.Tests.Adds (12ms)\n  x", "App.Tests.Adds")]
    [InlineData("tests/test_a.py::TestA::test_b PASSED            [ 50%]", "FAILED tests/test_a.py::TestA::test_b - assert 1 == 2\n=== 1 failed in 0.1s ===", "tests/test_a.py::TestA::test_b")]
    [InlineData("[gw0] [ 50%] PASSED tests/test_a.py::test_b ", "FAILED tests/test_a.py::test_b - assert 1 == 2\n=== 1 failed in 0.1s ===", "tests/test_a.py::test_b")]
    [InlineData("test_add (test_m.TestM.test_add) ... ok", "FAIL: test_add (test_m.TestM.test_add)\n-----\nTraceback", "test_m.TestM.test_add")]
    [InlineData("--- PASS: TestSum/one (0.00s)", "--- FAIL: TestSum/one (0.00s)", "TestSum/one")]
    [InlineData("test tests::adds ... ok", "test tests::adds ... FAILED", "tests::adds")]
    [InlineData("[       OK ] Sum.Adds (0 ms)", "[  FAILED  ] Sum.Adds (0 ms)", "Sum.Adds")]
    [InlineData("SumTest > adds() PASSED", "SumTest > adds() FAILED\n    x", "SumTest.adds()")]
    [InlineData("ok 1 - adds", "TAP version 13\nnot ok 1 - adds\n1..1", "adds")]
    public void Diagnose_PassedLine_HasTheNameOfTheFailedOne(string passed, string failed, string name)
    {
        Assert.Equal([name], Of(Naming, passed + "\n").PassedTests);
        Assert.Contains(Of(Naming, failed + "\n").Findings, finding => finding.Test == name);
        Assert.Empty(Of(new LogDiagnosis(), passed + "\n").PassedTests);
    }

    [Theory]
    [InlineData("1/2 Test #1: adds .............................   Passed    0.01 sec", "adds")]
    [InlineData("PASSED tests/test_a.py::test_b", "tests/test_a.py::test_b")]
    public void Diagnose_OtherPassedLines_NameTheTest(string line, string name) => Assert.Equal([name], Of(Naming, line + "\n").PassedTests);

    [Theory]
    [InlineData("Passed the review [sic]")]
    [InlineData("ok 3 - later # SKIP not here")]
    [InlineData("checking for gcc ... ok")]
    [InlineData("> Task :app:check PASSED")]
    [InlineData("The build PASSED")]
    public void Diagnose_ProseAboutPassing_IsNoTest(string line) => Assert.Empty(Of(Naming, line + "\n").PassedTests);

    [Theory]
    [InlineData("junit", "<testsuite name='S' tests='2'><testcase classname='S' name='ok'/><testcase classname='S' name='bad'><failure message='x'/></testcase></testsuite>", "S.ok", "S.bad")]
    [InlineData("jest", "{\"numTotalTests\":2,\"testResults\":[{\"name\":\"/a.test.js\",\"assertionResults\":[{\"ancestorTitles\":[\"S\"],\"title\":\"ok\",\"status\":\"passed\"},{\"ancestorTitles\":[\"S\"],\"title\":\"bad\",\"status\":\"failed\",\"failureMessages\":[\"x\"]}]}]}", "S › ok", "S › bad")]
    [InlineData("go", "{\"Action\":\"run\",\"Package\":\"p\",\"Test\":\"TestOk\"}\n{\"Action\":\"pass\",\"Package\":\"p\",\"Test\":\"TestOk\"}\n{\"Action\":\"run\",\"Package\":\"p\",\"Test\":\"TestBad\"}\n{\"Action\":\"fail\",\"Package\":\"p\",\"Test\":\"TestBad\"}\n", "p.TestOk", "p.TestBad")]
    [InlineData("trx", "<TestRun xmlns='http://microsoft.com/schemas/VisualStudio/TeamTest/2010'><Results><UnitTestResult testId='1' testName='Ok' outcome='Passed'/><UnitTestResult testId='2' testName='Bad' outcome='Failed'/></Results><TestDefinitions><UnitTest id='1'><TestMethod className='N.C' name='Ok'/></UnitTest><UnitTest id='2'><TestMethod className='N.C' name='Bad'/></UnitTest></TestDefinitions></TestRun>", "N.C.Ok", "N.C.Bad")]
    public void Diagnose_Report_NamesPassedTestsAsFailedOnes(string kind, string text, string passed, string failed)
    {
        var report = Of(Naming, text);
        Assert.True(report.PassedTests is [var only] && only == passed, $"{kind}: {string.Join(", ", report.PassedTests)}");
        Assert.Contains(report.Findings, finding => finding.Test == failed);
    }

    private static DiagnosisReport Of(LogDiagnosis diagnosis, string text) => diagnosis.Diagnose(new MemoryStream(Encoding.UTF8.GetBytes(text)), "x", TestContext.Current.CancellationToken);
}
