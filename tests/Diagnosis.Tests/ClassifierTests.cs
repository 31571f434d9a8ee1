using BackgroundAgent.Contracts.Ci;
using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Diagnosis.Classification;
using BackgroundAgent.Diagnosis.Flakiness;
using BackgroundAgent.Diagnosis.KnownIssues;

namespace BackgroundAgent.Diagnosis.Tests;

public sealed class ClassifierTests
{
    private const string CompileError = "src/A.cs(3,7): error CS0246: The type 'B' could not be found\n";

    private static readonly LogDiagnosis Diagnosis = new();

    [Fact]
    public void Classify_CompileError_IsCode()
    {
        var answer = Classifier.Classify(Input(CompileError));
        Assert.Equal((Cause.Code, "parsed-finding", 1), (answer.Cause, answer.Rule, answer.FindingCount));
        Assert.Single(answer.Fingerprints);
        Assert.Empty(answer.RerunChecks);
        Assert.Contains("CS0246", answer.Digest, StringComparison.Ordinal);
    }

    [Fact]
    public void Classify_Superseded_ComesBeforeEverything()
        => Assert.Equal((Cause.Cancelled, "superseded"), Of(Classifier.Classify(Input(CompileError) with { Superseded = true })));

    [Fact]
    public void Classify_NoLog_IsNeverTransient()
        => Assert.Equal((Cause.Ambiguous, "no-log"), Of(Classifier.Classify(Input(null))));

    [Fact]
    public void Classify_NoLogAndNoRunner_IsInfrastructure()
        => Assert.Equal((Cause.Infrastructure, "no-runner"), Of(Classifier.Classify(Input(null, summary: "The hosted runner lost communication with the server."))));

    [Fact]
    public void Classify_Billing_NamesTheReason()
        => Assert.Equal(Reason.CiQuota, Classifier.Classify(Input(null, summary: "The job was not started because recent account payments have failed")).Reason);

    [Fact]
    public void Classify_StartupFailure_NamesTheReason()
        => Assert.Equal(Reason.CiStartupFailure, Classifier.Classify(Input(null, CheckConclusion.StartupFailure)).Reason);

    [Fact]
    public void Classify_SameFailureOnBase_SaysBaseIsRed()
    {
        var baseFindings = Diagnose("2024-05-05T00:00:00Z " + CompileError).Findings;
        var answer = Classifier.Classify(Input(CompileError) with { BaseFindings = baseFindings });
        Assert.Equal((Reason.BaseIsRed, "same-failure-on-base"), (answer.Reason, answer.Rule));
    }

    [Fact]
    public void Classify_OneFailureMoreThanBase_IsCode()
    {
        var baseFindings = Diagnose(CompileError).Findings;
        var answer = Classifier.Classify(Input(CompileError + "src/C.cs(1,1): error CS1002: ; expected\n") with { BaseFindings = baseFindings });
        Assert.Equal("parsed-finding", answer.Rule);
    }

    [Fact]
    public void Classify_KnownIssue_AsksForARerunUpToItsLimit()
    {
        var issue = new KnownIssue { Id = "7", Messages = ["feed is down"], BuildRetry = true, RetryLimit = 1 };
        var log = "the feed is down\n" + CompileError;
        var hits = new KnownIssueScan([issue]).Find(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(log)), TestContext.Current.CancellationToken);
        var first = Input(log);
        var answer = Classifier.Classify(first with { Checks = [first.Checks[0] with { KnownIssueHits = hits }] });
        Assert.Equal((Cause.Infrastructure, "known-issue:7"), Of(answer));
        Assert.Equal(["build"], answer.RerunChecks);
        var again = first.Checks[0] with { KnownIssueHits = hits, Check = first.Checks[0].Check with { RunAttempt = 2 } };
        Assert.Empty(Classifier.Classify(first with { Checks = [again] }).RerunChecks);
    }

    [Fact]
    public void Classify_PassedOnRerun_IsFlaky()
        => Assert.Equal((Cause.Flaky, "passed-on-rerun"), Of(Classifier.Classify(Input(CompileError) with { PassedOnRerun = ["build"] })));

    [Fact]
    public void Classify_OnlyKnownFlakyTests_IsFlaky()
    {
        var log = "failed Shop.BasketTests.Total (1ms)\n  Expected: 3\n";
        var answer = Classifier.Classify(Input(log) with { Flakiness = _ => FlakeRate.Of(100, 10) });
        Assert.Equal((Cause.Flaky, "known-flaky"), Of(answer));
        Assert.Equal(["Shop.BasketTests.Total: failed 10 of 100 runs of commits that also passed, 10.0% (95 % interval 5.5% to 17.4%)"], answer.Evidence);
        Assert.Equal(["build"], answer.RerunChecks);
        Assert.InRange(answer.Confidence, 0.6, 0.85);
    }

    [Theory]
    [InlineData(1000, 10, 1)]
    [InlineData(3, 1, 1)]
    [InlineData(100, 10, 2)]
    public void Classify_NotKnownWellEnoughOrFailedAgain_IsCode(long runs, long flakes, int attempt)
    {
        var input = Input("failed Shop.BasketTests.Total (1ms)\n  Expected: 3\n");
        var check = input.Checks[0] with { Check = input.Checks[0].Check with { RunAttempt = attempt } };
        Assert.Equal(Cause.Code, Classifier.Classify(input with { Checks = [check], Flakiness = _ => FlakeRate.Of(runs, flakes) }).Cause);
    }

    [Fact]
    public void Classify_FlakyTestBesideACompileError_IsCode()
    {
        var log = "failed Shop.BasketTests.Total (1ms)\n  Expected: 3\n" + CompileError;
        Assert.Equal(Cause.Code, Classifier.Classify(Input(log) with { Flakiness = _ => FlakeRate.Of(100, 50) }).Cause);
    }

    [Fact]
    public void Classify_FlakyTestThatPassedOnRerun_IsThat()
    {
        var input = Input("failed Shop.BasketTests.Total (1ms)\n  Expected: 3\n") with { Flakiness = _ => FlakeRate.Of(100, 50), PassedOnRerun = ["build"] };
        Assert.Equal("passed-on-rerun", Classifier.Classify(input).Rule);
    }

    [Fact]
    public void Classify_CodeInOneCheckAndNetworkInAnother_IsCode()
    {
        var input = Input(CompileError);
        var other = Input("fatal: unable to access 'https://example.org/a.git': Could not resolve host: example.org\n##[error]Process completed with exit code 128.\n");
        var both = input with { Checks = [other.Checks[0], input.Checks[0]] };
        Assert.Equal(Cause.Infrastructure, Classifier.Classify(other).Cause);
        Assert.Equal(Cause.Code, Classifier.Classify(both).Cause);
    }

    private static (Cause, string) Of(Contracts.Ci.Classification answer) => (answer.Cause, answer.Rule);

    private static DiagnosisReport Diagnose(string log) => Diagnosis.Diagnose(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(log)), "log", TestContext.Current.CancellationToken);

    private static ClassifierInput Input(string? log, CheckConclusion conclusion = CheckConclusion.Failure, string? summary = null) => new()
    {
        Checks =
        [
            new(
                new CheckResult { Name = "build", RunId = "1", Status = CheckStatus.Completed, Conclusion = conclusion, Summary = summary, Url = "https://example.org/run/1" },
                log is null ? null : Diagnose(log)),
        ],
    };
}
