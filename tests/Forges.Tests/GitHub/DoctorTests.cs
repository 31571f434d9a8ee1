namespace BackgroundAgent.Forges.Tests.GitHub;

public sealed class DoctorTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Examine_AllIsWell_FindsNothingWrong()
    {
        await using var bench = await IdentityTests.StartAsAppAsync();
        bench.Simulated.Require("main", ["build"]);

        var findings = await ExamineAsync(bench);

        Assert.DoesNotContain(findings, finding => finding.Fine == false);
        Assert.Equal(["GitHub reachable", "clock", "GitHub App", "App permissions", "webhook events"], findings.Take(5).Select(finding => finding.Subject));
    }

    [Fact]
    public async Task Examine_PermissionTakenAway_NamesItForAppAndInstallation()
    {
        await using var bench = await IdentityTests.StartAsAppAsync();
        bench.Simulator.AppPermissions["contents"] = "read";

        var wrong = (await ExamineAsync(bench)).Where(finding => finding.Fine == false).ToList();

        Assert.Equal(["App permissions", "installations", "installation"], wrong.Select(finding => finding.Subject));
        Assert.All(wrong, finding => Assert.Contains("contents: write", finding.Detail, StringComparison.Ordinal));
        Assert.All(wrong, finding => Assert.NotNull(finding.Fix));
    }

    [Theory]
    [InlineData("write", true)]
    [InlineData("read", false)]
    public async Task Examine_CheckEventsNotListed_AreMissedOnlyWhereGitHubWouldListThem(string checks, bool fine)
    {
        await using var bench = await IdentityTests.StartAsAppAsync();
        bench.Simulator.AppPermissions["checks"] = checks;
        bench.Simulator.AppEvents.Remove("check_run");

        var events = (await ExamineAsync(bench)).Single(finding => finding.Subject == "webhook events");

        Assert.Equal(fine, events.Fine);
    }

    [Fact]
    public async Task Examine_DeliveriesFail_SaysHowMany()
    {
        await using var bench = await IdentityTests.StartAsAppAsync();
        bench.Simulator.WebhookUrl = new Uri("http://127.0.0.1:9/webhooks/github");
        await bench.PushAsync("t", Conformance.CiBehaviour.Green);

        var found = await TestKit.Eventually.IsAsync(
            "failed deliveries", async () => (await ExamineAsync(bench)).Single(finding => finding.Subject == "webhook deliveries"), finding => finding.Fine == false);

        Assert.Contains("failed", found.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Examine_NotInstalled_SaysSo()
    {
        await using var bench = await IdentityTests.StartAsAppAsync();
        bench.Simulated.Installed = false;

        Assert.Contains(await ExamineAsync(bench), finding => finding.Fine == false && finding.Subject == bench.Repository.Url);
    }

    [Fact]
    public async Task Examine_RequiredCheckThatNobodyReports_IsNamed()
    {
        await using var bench = await IdentityTests.StartAsAppAsync();
        bench.Simulated.Require("main", ["build", "nobody's"]);

        var found = await TestKit.Eventually.IsAsync(
            "the check of the base", async () => (await ExamineAsync(bench)).Single(finding => finding.Subject == "required checks report"),
            finding => !finding.Detail.Contains("build", StringComparison.Ordinal));

        Assert.Equal(((bool?)null, "Not on the head of main: nobody's."), (found.Fine, found.Detail));
    }

    [Fact]
    public async Task Examine_RulesAgainstTaskBranches_SaysWhich()
    {
        await using var bench = await IdentityTests.StartAsAppAsync();
        bench.Simulated.Restrict("required_signatures");

        var found = (await ExamineAsync(bench)).Single(finding => finding.Subject == "task branches");

        Assert.False(found.Fine);
        Assert.Contains("required_signatures", found.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Examine_NoIdentity_IsANoteAndNoMore()
    {
        await using var bench = await GitHubForgeBench.StartAsync(options => options.Token = null);

        Assert.Equal((bool?)null, Assert.Single(await ExamineAsync(bench)).Fine);
    }

    private static Task<IReadOnlyList<ForgeFinding>> ExamineAsync(GitHubForgeBench bench) => bench.Host.Get<IForgeDoctor>().ExamineAsync(bench.Repository, Cancel);
}
