using System.Text;
using BackgroundAgent.Contracts.Findings;

namespace BackgroundAgent.Diagnosis.Tests;

/// <summary>Where steps begin and end in the logs of CI services, and which failed. Lines are as the services write them; see the sources named in <c>Containers</c>.</summary>
public sealed class StepTests
{
    private const string Error = "src/A.cs(3,7): error CS0246: The type 'B' could not be found";

    private static readonly LogDiagnosis Diagnosis = new();

    [Fact]
    public void Steps_GitHub_AreThoseOfTheRunner()
    {
        var report = Of(
            "Requested labels: ubuntu-latest", "Job is about to start running on the hosted runner: x",
            "Current runner version: '2.300.0'", "##[group]Operating System", "Ubuntu", "##[endgroup]",
            "##[group]Checking docker version", "##[command]/usr/bin/docker version", "##[endgroup]",
            "##[group]Build container for action use: '/x/Dockerfile'.", "##[endgroup]",
            "##[group]Run actions/checkout@v4", "with:", "##[endgroup]", "Syncing repository", "##[group]Fetching the repository", "##[endgroup]",
            "##[group]Run dotnet build", "shell: /usr/bin/bash -e {0}", "##[endgroup]", Error, "##[error]Process completed with exit code 1.",
            "Post job cleanup.", "Post job cleanup.", "Stop and remove container: x", "Remove container network: y", "Evaluate and set job outputs", "Cleaning up orphan processes");
        Assert.Equal(
            [
                "Set up job 3-6", "Initialize containers 7-9", "Build /x/Dockerfile 10-11", "actions/checkout@v4 12-17", "dotnet build 18-22!", "Post job cleanup 23-23",
                "Post job cleanup 24-24", "Stop containers 25-26", "Complete job 27-28",
            ],
            Steps(report));
    }

    [Fact]
    public void Steps_GitHubCompositeAction_IsOneStep()
    {
        var marked = Of(
            "##[group]Run ./.github/actions/x", "##[endgroup]", "##[start-action display=one;id=x.one]", "##[group]Run echo 1", "##[endgroup]", "1", "##[end-action id=x.one;outcome=success]",
            "##[start-action display=two;id=x.two]", "##[group]Run echo 2", "##[endgroup]", "2", "##[end-action id=x.two;outcome=success]", "##[group]Run make", "##[endgroup]", "made");
        Assert.Equal(["./.github/actions/x 1-12", "make 13-15"], Steps(marked));

        var unmarked = Of("##[group]Run ./.github/actions/x", "##[endgroup]", "##[group]Run echo 1", "##[endgroup]", "1", "##[group]Run make", "##[endgroup]", "made");
        Assert.Equal(["./.github/actions/x 1-5", "make 6-8"], Steps(unmarked));

        var silentScript = Of("##[group]Run echo x >> $GITHUB_ENV", "##[endgroup]", "##[group]Run make", "##[endgroup]", "made");
        Assert.Equal(["echo x >> $GITHUB_ENV 1-2", "make 3-5"], Steps(silentScript));
    }

    [Fact]
    public void Steps_GitHubGroupOfAProgram_IsNoStepAndIsRead()
    {
        var report = Of(
            "##[group]Run ./test", "\u001b[36;1m./test\u001b[0m", "shell: /usr/bin/bash -e {0}", "##[endgroup]", "##[group]Run unit tests", Error, "##[endgroup]", "##[group]Run make", "\u001b[36;1mmake\u001b[0m", "##[endgroup]");
        Assert.Equal(["./test 1-7", "make 8-10"], report.Steps.Select(step => $"{step.Name} {step.StartLine}-{step.EndLine}"));
        Assert.Equal("CS0246", report.Findings[0].Code);
    }

    [Fact]
    public void Steps_NumberedLinesOfAProgram_AreNoSteps()
        => Assert.Equal(["make 1-4"], Steps(Of("##[group]Run make", "##[endgroup]", "Step 1/2: Compile", "Step 2/2: Link")));

    [Fact]
    public void Steps_GitHubErrorNoteInTheMiddle_DoesNotFailTheStep()
    {
        var lines = Enumerable.Range(0, 40).Select(i => $"line {i}").ToList();
        string[] noted = ["##[group]Run ./lint", "##[endgroup]", "##[error]something odd", .. lines, "##[group]Run make", "##[endgroup]", "##[error]Process completed with exit code 2."];
        Assert.Equal(["./lint 1-43", "make 44-46!"], Steps(Of(noted)));
    }

    [Fact]
    public void Steps_GhColumns_AreTaken()
    {
        var report = Of(
            "build\tSet up job\t2024-01-31T12:34:56.1Z Current runner version: '2'", "build\tTests\t2024-01-31T12:34:57.1Z ##[group]Run make test", "build\tTests\t2024-01-31T12:34:58.1Z ##[endgroup]",
            $"build\tTests\t2024-01-31T12:34:59.1Z {Error}", "build\tTests\t2024-01-31T12:34:59.2Z ##[error]Process completed with exit code 2.", "build\tPost\t2024-01-31T12:35:00.1Z Post job cleanup.");
        Assert.Equal(["Set up job 1-1", "Tests 2-5!", "Post 6-6"], Steps(report));
    }

    [Fact]
    public void Steps_Azure_NestAndEnd()
    {
        var report = Of(
            "##[section]Starting: Job", "##[section]Starting: Build", Error, "##[error]Bash exited with code '1'.", "##[section]Finishing: Build",
            "##[section]Starting: Clean up", "done", "##[section]Finishing: Clean up", "##[section]Finishing: Job");
        Assert.Contains("Build 2-5!", Steps(report));
        Assert.Contains("Clean up 6-8", Steps(report));
    }

    [Fact]
    public void Steps_GitLab_NestAndTheScriptIsWhatFailed()
    {
        var report = Of(
            "section_start:1:get_sources\r\u001b[0K\u001b[0KGetting source", "section_end:2:get_sources\r\u001b[0Ksection_start:2:step_script\r\u001b[0KExecuting", "$ make",
            "section_start:3:deps[collapsed=true]\r\u001b[0KDependencies", "ok", "section_end:4:deps\r\u001b[0K", "one", "two", "three", "four", Error,
            "section_end:5:step_script\r\u001b[0Ksection_start:5:cleanup_file_variables\r\u001b[0KCleaning", "section_end:6:cleanup_file_variables\r\u001b[0KERROR: Job failed: exit code 1");
        Assert.Equal(["get_sources", "step_script!", "deps", "cleanup_file_variables"], Names(report));
        var deps = report.Steps[2];
        Assert.True(report.Steps[1].StartLine < deps.StartLine && deps.EndLine < report.Steps[1].EndLine);
    }

    [Fact]
    public void Steps_GitLabWithTimestamps_AreSeen()
    {
        var report = Of(
            "2024-05-22T12:43:46.962646Z 00O section_start:1:step_script\r\u001b[0KExecuting", $"2024-05-22T12:43:47.962646Z 01E {Error}", "2024-05-22T12:43:47.962646Z 01O+and more",
            "2024-05-22T12:43:48.962646Z 00O section_end:2:step_script\r\u001b[0K", "2024-05-22T12:43:48.962646Z 00O ERROR: Job failed: exit code 1");
        Assert.Equal(["step_script!"], Names(report));
        Assert.Equal("CS0246", report.Findings[0].Code);
    }

    [Fact]
    public void Steps_GitLabWithoutCarriageReturns_AreSeen()
        => Assert.Equal(["a", "b!"], Names(Of("section_start:1:a\u001b[0K", "x", "section_end:2:a\u001b[0Ksection_start:2:b\u001b[0K", Error, "section_end:3:b\u001b[0K", "ERROR: Job failed: exit code 1")));

    [Fact]
    public void Steps_Travis_AreFoldsAndCommands()
    {
        var report = Of(
            "travis_fold:start:git.checkout\r\u001b[0Ktravis_time:start:1\r\u001b[0K$ git clone x", "travis_time:end:1:start=1\r\u001b[0K$ cd x", "travis_fold:end:git.checkout\r\u001b[0K",
            "travis_time:start:2\r\u001b[0K$ make test", Error, "travis_time:end:2:start=1\r\u001b[0K", "The command \"make test\" exited with 1.",
            "travis_fold:start:cache.2\r\u001b[0Kstore build cache", "travis_fold:end:cache.2\r\u001b[0K", "Done. Your build exited with 1.");
        Assert.Equal(["git.checkout", "$ make test!", "cache.2"], Names(report));
    }

    [Fact]
    public void Steps_Jenkins_AreStagesAndBranches()
    {
        var report = Of(
            "[Pipeline] Start of Pipeline", "[Pipeline] node", "[Pipeline] {", "[Pipeline] stage", "[Pipeline] { (Checkout)", "[Pipeline] checkout", "[Pipeline] }", "[Pipeline] // stage",
            "[Pipeline] stage", "[Pipeline] { (Build)", "[Pipeline] sh", "+ make", Error, "[Pipeline] }", "[Pipeline] // stage",
            "[Pipeline] stage", "[Pipeline] { (Deploy)", "Stage \"Deploy\" skipped due to earlier failure(s)", "[Pipeline] }", "[Pipeline] // stage",
            "[Pipeline] stage", "[Pipeline] { (Declarative: Post Actions)", "[Pipeline] }", "[Pipeline] // stage", "[Pipeline] }", "[Pipeline] // node", "[Pipeline] End of Pipeline",
            "ERROR: script returned exit code 2", "Finished: FAILURE");
        Assert.Equal(["Checkout 5-7", "Build 10-14!", "Deploy 17-19", "Declarative: Post Actions 22-23"], Steps(report));
    }

    [Fact]
    public void Diagnose_JenkinsBranches_AreReadWithoutTheirNames()
    {
        var report = Of("[Pipeline] parallel", "[Pipeline] { (Branch: linux)", "[Pipeline] { (Branch: mac)", "[mac] + make", $"[linux] {Error}", "[mac] done");
        Assert.Contains(report.Findings, finding => finding is { File: "src/A.cs", Line: 3 });
    }

    [Fact]
    public void Steps_TeamCity_AreBuildStepsAndBlocks()
    {
        var report = Of(
            "[12:00:00]i: Build 'X' #1", "[12:00:01] : Step 1/2: Restore (Command Line) (2s)", "[12:00:02] :\t [Step 1/2] Restored", "[12:00:03] : Step 2/2: Build (.NET)",
            $"[12:00:04]E:\t [Step 2/2] {Error}", "[12:00:05]W:\t [Step 2/2] Process exited with code 1");
        Assert.Equal(["Restore (Command Line) (2s) 2-3", "Build (.NET) 4-6!"], Steps(report));
        Assert.Equal(["outer", "inner"], Names(Of("##teamcity[blockOpened name='outer']", "##teamcity[blockOpened name='inner']", "x", "##teamcity[blockClosed name='inner']", "##teamcity[blockClosed name='outer']")));
    }

    [Fact]
    public void Steps_Buildkite_HeadersAreNoDiffsAndNoTests()
    {
        var report = Of(
            "~~~ Running agent environment hook", "--- :docker: Building", "--- FAIL: TestX (0.00s)", "--- a/src/x.c", "+++ b/src/x.c", "--- Running the tests", Error, "^^^ +++", "\u001b[31m🚨 Error: The command exited with status 1\u001b[0m",
            "~~~ Running global pre-exit hook");
        Assert.Equal(["Running agent environment hook", ":docker: Building", "Running the tests!", "Running global pre-exit hook"], Names(report));
    }

    [Fact]
    public void Steps_ConcurrentBuildKitSteps_KeepTheirNamesAndLines()
    {
        var report = Of(
            "#0 building with \"default\" instance using docker driver", "", "#1 [internal] load build definition from Dockerfile", "#1 transferring dockerfile: 83B done", "#1 DONE 0.0s", "",
            "#5 [web 2/3] RUN dotnet build", "#6 [api 2/3] RUN go test ./...", "#6 0.512 --- FAIL: TestSum (0.00s)", $"#5 1.100 {Error}", "#6 0.513     sum_test.go:9: got 3",
            "#5 ERROR: process \"/bin/sh -c dotnet build\" did not complete successfully: exit code: 1", "#6 CANCELED", "------");
        Assert.Contains(report.Steps, step => step is { Name: "[web 2/3] RUN dotnet build", Failed: true, StartLine: 7, EndLine: 12 });
        Assert.Contains(report.Steps, step => step is { Name: "[api 2/3] RUN go test ./...", Failed: false, EndLine: 13 });
        Assert.Contains(report.Findings, finding => finding is { File: "src/A.cs", Line: 3 });

        // The test's place stands behind a line of the other step.
        Assert.Contains(report.Findings, finding => finding is { Test: "TestSum", Line: 9 });
    }

    [Fact]
    public void Diagnose_NumberSignsWithoutBuildKit_StayOnTheLine()
        => Assert.Empty(Of("#12 3.456 is a price", "#5 done").Steps);

    [Fact]
    public void Diagnose_AzureIssueWithPlace_HasIt()
    {
        var finding = Of("##vso[task.logissue type=error;sourcepath=src/main.cs;linenumber=12;columnnumber=3;code=100;]It is odd").Findings[0];
        Assert.Equal(("src/main.cs", 12, 3, "100", "It is odd"), (finding.File, finding.Line, finding.Column, finding.Code, finding.Message));
    }

    [Fact]
    public void Diagnose_TeamCityFlows_KeepTheirSuites()
    {
        var report = Of(
            "##teamcity[testSuiteStarted name='Outer' flowId='1']", "##teamcity[flowStarted flowId='2' parent='1']", "##teamcity[testSuiteStarted name='Other' flowId='3']",
            "##teamcity[testStarted name='one' flowId='2']", "##teamcity[testFailed name='one' message='a ||n b|nc|0x00e9' details='' flowId='2']",
            "##teamcity[testSuiteFinished name='Outer' flowId='1']", "##teamcity[testFailed name='two' message='x' flowId='3']",
            "##teamcity[message text='it broke' errorDetails='at A.B() in src/A.cs:line 4' status='ERROR']", "##teamcity[inspection typeId='R1' message='odd' file='src/B.cs' line='7' SEVERITY='WARNING']");
        Assert.Contains(report.Findings, finding => finding is { Test: "Outer.one", Message: "a |n b\ncé" });
        Assert.Contains(report.Findings, finding => finding.Test == "Other.two");
        Assert.Contains(report.Findings, finding => finding is { Message: "it broke", File: "src/A.cs", Line: 4 });
        Assert.Contains(report.Findings, finding => finding is { Category: FindingCategory.Lint, Code: "R1", File: "src/B.cs", Line: 7 });
    }

    private static IEnumerable<string> Names(DiagnosisReport report) => report.Steps.Select(step => step.Name + (step.Failed ? "!" : ""));

    private static IEnumerable<string> Steps(DiagnosisReport report) => report.Steps.Select(step => $"{step.Name} {step.StartLine}-{step.EndLine}{(step.Failed ? "!" : "")}");

    private static DiagnosisReport Of(params string[] lines)
        => Diagnosis.Diagnose(new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n")), "x", TestContext.Current.CancellationToken);
}
