using System.IO.Compression;
using System.Text;
using BackgroundAgent.Contracts.Findings;

namespace BackgroundAgent.Diagnosis.Tests;

/// <summary>What an input may be wrapped in, and hostile inputs.</summary>
public sealed class InputTests
{
    private const string Error = "src/A.cs(3,7): error CS0246: The type 'B' could not be found\n";

    private static readonly LogDiagnosis Diagnosis = new();

    [Fact]
    public void Diagnose_Utf16_ReadsText()
    {
        foreach (var encoding in new[] { Encoding.Unicode, Encoding.BigEndianUnicode })
        {
            Assert.Equal("CS0246", Of([.. encoding.GetPreamble(), .. encoding.GetBytes(Error)]).Findings.Single().Code);
        }

        Assert.Equal("CS0246", Of(Encoding.Unicode.GetBytes(Error + Error)).Findings.Single().Code);
    }

    [Fact]
    public void Diagnose_BomNulsAndColours_AreNotPartOfTheText()
    {
        var finding = Of("\uFEFF\u001b[31msrc/A.cs(3,7)\u001b[0m: \0error CS0246: lost\u001b]0;title\u0007\n").Findings.Single();
        Assert.Equal(("src/A.cs", 3, 7, "lost"), (finding.File, finding.Line, finding.Column, finding.Message));
    }

    [Fact]
    public void Diagnose_EveryKindOfLineEnd_CountsALine()
        => Assert.Equal(5, Of("10%\r20%\rdone\r\n\n" + Error).Findings.Single().LogLine);

    [Fact]
    public void Diagnose_Gzip_ReadsContent()
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(Error));
        }

        Assert.Equal(LogOutcome.Failed, Of(packed.ToArray()).Outcome);
        Assert.Equal(LogOutcome.Unknown, Of(packed.ToArray()[..12]).Outcome);
    }

    [Fact]
    public void Diagnose_ZipOfARun_ReadsJobsNotTheirStepsAgain()
    {
        var packed = new MemoryStream();
        using (var zip = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text) in new[] { ("0_build.txt", Error), ("build/1_Set up.txt", "fine"), ("build/2_Build.txt", Error), ("1_lint.txt", "fine\n") })
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(Encoding.UTF8.GetBytes(text));
            }
        }

        var report = Of(packed.ToArray());
        Assert.Equal(("zip", LogOutcome.Failed, Cause.Code), (report.Kind, report.Outcome, report.Cause));
        Assert.Equal("0_build.txt", Assert.Single(report.Findings).Source);
        Assert.Equal("malformed-report", Of(packed.ToArray()[..60]).Findings.Single().Code);
    }

    [Theory]
    [InlineData("<?xml version=\"1.0\"?><!DOCTYPE t [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><testsuite><testcase name=\"a\"><failure>&x;</failure></testcase></testsuite>")]
    [InlineData("<?xml version=\"1.0\"?><!DOCTYPE l [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;\">]><testsuite><testcase name=\"a\"><failure>&b;</failure></testcase></testsuite>")]
    [InlineData("<testsuite><testcase name=\"a\">")]
    [InlineData("<?xml version=\"1.0\"?>\n<")]
    public void Diagnose_HostileOrBrokenXml_GivesAFinding(string xml)
    {
        var report = Of(xml);
        Assert.NotEqual(LogOutcome.Passed, report.Outcome);
        Assert.Contains(report.Findings, f => f.Code == "malformed-report");
        Assert.DoesNotContain(report.Findings, f => f.Message.Contains("root:", StringComparison.Ordinal));
    }

    [Fact(Timeout = 10_000)]
    public async Task Diagnose_XUnitTestWithTwoMessages_Ends()
    {
        const string Xml = "<assemblies><assembly><collection><test name=\"A.B\" result=\"Fail\"><failure><message>one</message><message>two</message><stack-trace>s</stack-trace><stack-trace>t</stack-trace></failure></test></collection></assembly></assemblies>";
        var report = await Task.Run(() => Of(Xml), TestContext.Current.CancellationToken);
        Assert.Equal("A.B", Assert.Single(report.Findings).Test);
    }

    [Fact]
    public void Diagnose_LineOfMegabytes_KeepsItsStart()
    {
        var report = Of("src/A.cs(3,7): error CS0246: " + new string('x', 5_000_000) + "\n" + Error);
        Assert.Equal(2, report.Findings.Count);
        Assert.True(report.Findings.All(f => f.Message.Length <= DiagnosisLimits.MaxMessageBytes));
    }

    [Fact]
    public void Diagnose_LargeLog_KeepsMemoryBounded()
    {
        var line = Encoding.UTF8.GetBytes("2024-01-01T00:00:00.0000000Z compiling module number one of the large project, all is well\n" + Error.Replace("3,7", "4,8", StringComparison.Ordinal));
        var log = new RepeatedStream(line, 64L * 1024 * 1024);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var report = Diagnosis.Diagnose(log, "large", TestContext.Current.CancellationToken);
        Assert.Single(report.Findings);
        Assert.True(GC.GetTotalMemory(forceFullCollection: true) - before < 16 * 1024 * 1024);
    }

    [Fact]
    public void Diagnose_FloodOfDistinctErrors_KeepsABound()
    {
        var text = string.Concat(Enumerable.Range(1, 5000).Select(i => $"src/F{i}.cs({i},1): error CS0246: lost {i}\n"));
        var report = Of(text);
        Assert.Equal(DiagnosisLimits.MaxFindings, report.Findings.Count);
        Assert.Equal(3000, report.Dropped);
    }

    [Fact]
    public void Diagnose_Cancelled_Stops()
        => Assert.Throws<OperationCanceledException>(() => Diagnosis.Diagnose(new MemoryStream(Encoding.UTF8.GetBytes(Error)), "x", new CancellationToken(canceled: true)));

    private static DiagnosisReport Of(string text) => Of(Encoding.UTF8.GetBytes(text));

    private static DiagnosisReport Of(byte[] bytes) => Diagnosis.Diagnose(new MemoryStream(bytes), "x", TestContext.Current.CancellationToken);
}
