using System.Security.Cryptography;
using BackgroundAgent.Contracts.Ci;
using BackgroundAgent.Forges.Git;
using BackgroundAgent.Forges.GitHub;
using BackgroundAgent.Forges.GitHub.Identity;
using BackgroundAgent.Forges.Tests.Conformance;
using BackgroundAgent.GitHubSimulator;
using BackgroundAgent.TestKit;

namespace BackgroundAgent.Forges.Tests.GitHub;

/// <summary>The forge keeps its promises as an App too.</summary>
public sealed class GitHubAppConformanceTests : ForgeConformance
{
    protected override async Task<ForgeBench> CreateAsync() => await IdentityTests.StartAsAppAsync();
}

public sealed class IdentityTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Token_AskedOftenAtOnce_IsFetchedOnceForTheRepositoryOnly()
    {
        await using var bench = await StartAsAppAsync();
        var identity = bench.Host.Get<IGitHubIdentity>();

        var tokens = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => identity.TokenAsync(new GitHubSlug("owner", "repo"), Cancel)));

        Assert.Single(tokens.Select(token => token!.Value).Distinct());
        Assert.StartsWith("ghs_", tokens[0]!.Value, StringComparison.Ordinal);
        Assert.DoesNotContain(tokens[0]!.Value, tokens[0]!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_AboutToEnd_IsFetchedAnew()
    {
        await using var bench = await StartAsAppAsync(change: options => options with { TokenLifetime = TimeSpan.FromSeconds(2) });
        var identity = bench.Host.Get<IGitHubIdentity>();
        var slug = new GitHubSlug("owner", "repo");
        var first = (await identity.TokenAsync(slug, Cancel))!.Value;

        await Eventually.IsAsync("another token", () => identity.TokenAsync(slug, Cancel), token => token!.Value != first);
    }

    [Fact]
    public async Task Token_TakenBackBeforeItsTime_IsFetchedAnewByTheNextTry()
    {
        await using var bench = await StartAsAppAsync();
        await bench.Forge.ReadCiAsync(Query(bench), Cancel);
        bench.Simulator.RevokeInstallationTokens();

        var fault = await Assert.ThrowsAsync<ForgeException>(() => bench.Forge.ReadCiAsync(Query(bench), Cancel));

        Assert.Equal(ForgeFault.Transient, fault.Fault);
        Assert.Equal(bench.BaseCommit, (await bench.Forge.ReadCiAsync(Query(bench), Cancel)).BranchHead);
    }

    [Fact]
    public async Task Token_OfOneRepository_DoesNotOpenAnother()
    {
        await using var bench = await StartAsAppAsync();
        await bench.Simulator.AddRepositoryAsync("other", bench.Simulated.Folder, Cancel);
        var token = (await bench.Host.Get<IGitHubIdentity>().TokenAsync(new GitHubSlug("owner", "repo"), Cancel))!.Value;
        using var http = new HttpClient { BaseAddress = bench.Simulator.Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", token);

        Assert.Equal(System.Net.HttpStatusCode.OK, (await http.GetAsync("api/v3/repos/owner/repo", Cancel)).StatusCode);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await http.GetAsync("api/v3/repos/owner/other", Cancel)).StatusCode);
    }

    [Fact]
    public async Task Token_AppNotInstalled_SaysSo()
    {
        await using var bench = await StartAsAppAsync();
        bench.Simulated.Installed = false;

        var fault = await Assert.ThrowsAsync<ForgeException>(() => bench.Forge.ReadCiAsync(Query(bench), Cancel));

        Assert.Equal(ForgeFault.Unauthorized, fault.Fault);
        Assert.Contains("not installed on owner/repo", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_PermissionMissing_IsStillGivenForTheRest()
    {
        await using var bench = await StartAsAppAsync();
        bench.Simulator.AppPermissions.Remove("issues");

        var observation = await bench.Forge.ReadCiAsync(Query(bench), Cancel);

        Assert.Equal(bench.BaseCommit, observation.BranchHead);
    }

    [Fact]
    public async Task Jwt_OfAnotherKey_IsRefused()
    {
        using var key = RSA.Create(2048);
        await using var bench = await StartAsAppAsync(options => options.PrivateKey = key.ExportRSAPrivateKeyPem());

        var fault = await Assert.ThrowsAsync<ForgeException>(() => bench.Forge.ReadCiAsync(Query(bench), Cancel));

        Assert.Equal(ForgeFault.Unauthorized, fault.Fault);
    }

    [Fact]
    public async Task Credentials_OfOtherHosts_AreNotTheApps()
    {
        await using var bench = await StartAsAppAsync();
        var credentials = bench.Host.Get<IGitCredentials>();

        var ours = await credentials.GetAsync(new Uri(bench.Simulated.Url), Cancel);
        var others = await credentials.GetAsync(new Uri("https://elsewhere.invalid/owner/repo.git"), Cancel);

        Assert.Equal("x-access-token", ours!.UserName);
        Assert.StartsWith("ghs_", ours.Password, StringComparison.Ordinal);
        Assert.NotEqual(ours.Password, others?.Password);
    }

    internal static async Task<GitHubForgeBench> StartAsAppAsync(Action<GitHubOptions>? configure = null, Func<SimulatorOptions, SimulatorOptions>? change = null)
    {
        using var key = RSA.Create(2048);
        var (secret, open) = (key.ExportRSAPrivateKeyPem(), key.ExportRSAPublicKeyPem());
        return await GitHubForgeBench.StartAsync(
            options =>
            {
                options.Token = null;
                options.AppId = "4711";
                options.PrivateKey = secret;
                configure?.Invoke(options);
            },
            options => change?.Invoke(options with { AppPublicKey = open }) ?? options with { AppPublicKey = open });
    }

    private static CiQuery Query(GitHubForgeBench bench)
        => new() { TaskId = "t", Repository = bench.Repository, Branch = "main", Commit = bench.BaseCommit };
}
