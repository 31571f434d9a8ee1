using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using BackgroundAgent.GitHubSimulator;
using BackgroundAgent.Starter.Tests.Support;
using BackgroundAgent.TestKit;
using BackgroundAgent.Worker.Doctor;

namespace BackgroundAgent.Starter.Tests.GitHub;

/// <summary>Making the App against a simulated GitHub: a real page, a real form, a real redirect, a real exchange.</summary>
public sealed class SetupVerbTests : IAsyncLifetime
{
    private readonly TempFolder folder = new();
    private readonly HttpClient browser = new();
    private SimulatedGitHub github = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Data => Path.Combine(folder.Path, "data");

    private string Settings => Path.Combine(Data, "github-app.json");

    public async ValueTask InitializeAsync() => github = await SimulatedGitHub.StartAsync(new SimulatorOptions { Folder = Path.Combine(folder.Path, "github") });

    public async ValueTask DisposeAsync()
    {
        browser.Dispose();
        await github.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task Setup_ButtonPressed_KeepsTheSecretsAndPrintsNone()
    {
        var cli = new Cli { WorkingDirectory = folder.Path };
        var running = RunAsync(cli, "--webhook-url", "https://agents.example.org");
        var answer = await PressAsync(await PageAsync(cli));

        Assert.Equal(0, await running);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        using var settings = JsonDocument.Parse(await File.ReadAllTextAsync(Settings, Cancel));
        var secret = settings.RootElement.GetProperty("Gateway").GetProperty("GitHubSecrets")[0].GetString()!;
        var key = await File.ReadAllTextAsync(Path.Combine(Data, "github-app.pem"), Cancel);
        Assert.Equal("4711", settings.RootElement.GetProperty("GitHub").GetProperty("AppId").GetString());
        Assert.Equal("bgagent[bot]", settings.RootElement.GetProperty("Gateway").GetProperty("OwnLogins")[0].GetString());
        Assert.StartsWith("-----BEGIN RSA PRIVATE KEY-----", key, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, cli.Out + cli.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("PRIVATE KEY", cli.Out + cli.Error, StringComparison.Ordinal);
        Assert.Contains("/installations/new", cli.Out, StringComparison.Ordinal);
        Assert.Equal(new Uri("https://agents.example.org/webhooks/github"), github.WebhookUrl);
        foreach (var file in Directory.EnumerateFiles(Data))
        {
            Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(file) == (UnixFileMode.UserRead | UnixFileMode.UserWrite), file);
        }
    }

    [Fact]
    public async Task Setup_Done_DoctorFindsTheAppWithAllItNeeds()
    {
        var cli = new Cli { WorkingDirectory = folder.Path };
        var running = RunAsync(cli, "--webhook-url", "https://agents.example.org");
        await PressAsync(await PageAsync(cli));
        Assert.Equal(0, await running);

        var findings = await SetUpDoctor.ExamineAsync(
            new DoctorRequest { DataDirectory = Data, Connect = () => throw new InvalidOperationException("not asked here") }, Cancel);

        foreach (var subject in new[] { "GitHub App", "App permissions", "webhook events" })
        {
            Assert.True(findings.Single(finding => finding.Subject == subject).Fine, subject);
        }
    }

    [Fact]
    public async Task Setup_ForAnOrganizationWithoutWebhook_AsksForNoEvents()
    {
        var cli = new Cli { WorkingDirectory = folder.Path };
        var running = RunAsync(cli, "--org", "acme");
        var page = await PageAsync(cli);
        var (action, manifest) = await FormAsync(page);
        await PressAsync(page);

        Assert.Equal(0, await running);
        Assert.Equal("/organizations/acme/settings/apps/new", action.AbsolutePath);
        Assert.False(manifest.TryGetProperty("hook_attributes", out _));
        Assert.False(manifest.TryGetProperty("default_events", out _));
        Assert.Equal("write", manifest.GetProperty("default_permissions").GetProperty("contents").GetString());
        Assert.DoesNotContain("GitHubSecrets", await File.ReadAllTextAsync(Settings, Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Setup_CodeWithAnotherState_IsNotTakenAndTheRightOneStillIs()
    {
        var cli = new Cli { WorkingDirectory = folder.Path };
        var running = RunAsync(cli);
        var page = await PageAsync(cli);

        var forged = await browser.GetAsync(new Uri(page, "created?code=abc&state=guessed"), Cancel);
        using var other = new HttpRequestMessage(HttpMethod.Get, page);
        other.Headers.Host = "evil.example.org";
        var renamed = await browser.SendAsync(other, Cancel);
        await PressAsync(page);

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.MisdirectedRequest), (forged.StatusCode, renamed.StatusCode));
        Assert.Equal(0, await running);
    }

    [Fact]
    public async Task Setup_BrowserElsewhere_TakesThePastedAddress()
    {
        var pasted = new Paste();
        var cli = new Cli { WorkingDirectory = folder.Path, Reader = pasted };
        var running = RunAsync(cli, "--page", "app.html");
        await PageAsync(cli);
        var html = await Eventually.IsAsync("the page's file", () => Task.FromResult(Read("app.html")), text => text.Contains("</form>", StringComparison.Ordinal));
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var elsewhere = new HttpClient(handler);
        var (action, manifest) = Form(html);
        var redirect = (await elsewhere.PostAsync(action, Posted(manifest.GetRawText()), Cancel)).Headers.Location!;

        pasted.Type("http://127.0.0.1/created?code=abc&state=other");
        pasted.Type(redirect.ToString());

        Assert.Equal(0, await running);
        Assert.Contains("paste all of it", cli.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(Settings));
    }

    [Fact]
    public async Task Setup_CodeUsedTwice_SaysSoAndKeepsWhatIsThere()
    {
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var elsewhere = new HttpClient(handler);
        var printed = new Cli { WorkingDirectory = folder.Path };
        Assert.Equal(0, await RunAsync(printed, "--print-manifest"));
        var made = await elsewhere.PostAsync(new Uri(github.Address, "settings/apps/new?state=s"), Posted(printed.Out), Cancel);
        var address = made.Headers.Location!.ToString();

        Assert.Equal(0, await RunAsync(new Cli { WorkingDirectory = folder.Path }, "--code", address));
        var kept = await File.ReadAllTextAsync(Settings, Cancel);
        var refused = new Cli { WorkingDirectory = folder.Path };
        var again = new Cli { WorkingDirectory = folder.Path };

        Assert.Equal(1, await RunAsync(refused, "--code", address));
        Assert.Contains("set up already", refused.Error, StringComparison.Ordinal);
        Assert.Equal(1, await RunAsync(again, "--code", address, "--replace"));
        Assert.Contains("one exchange within an hour", again.Error, StringComparison.Ordinal);
        Assert.Equal(kept, await File.ReadAllTextAsync(Settings, Cancel));
    }

    [Fact]
    public async Task Setup_NobodyPresses_EndsAfterItsTime()
    {
        var cli = new Cli { WorkingDirectory = folder.Path };

        Assert.Equal(1, await RunAsync(cli, "--timeout", "1s"));

        Assert.Contains("no App was made within 1s", cli.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Settings));
    }

    [Theory]
    [InlineData("--server", "https://github.example.org/some/path")]
    [InlineData("--webhook-url", "http://localhost:8080")]
    [InlineData("--webhook-url", "agents")]
    [InlineData("--name", "a name that is much longer than GitHub takes")]
    [InlineData("--code", "https://github.example.org/?state=1")]
    [InlineData("--timeout", "2h")]
    [InlineData("--port", "70000")]
    public async Task Setup_WrongArguments_IsAUsageError(string option, string value)
    {
        var cli = new Cli { WorkingDirectory = folder.Path };

        var exit = await cli.RunAsync("github", "setup", option, value, "--data-dir", Data);

        Assert.True(exit == 64, cli.Error);
        Assert.Contains(option, cli.Error, StringComparison.Ordinal);
    }

    private Task<int> RunAsync(Cli cli, params string[] arguments)
        => cli.RunAsync(["github", "setup", "--server", github.Address.ToString().TrimEnd('/'), "--data-dir", Data, .. arguments]);

    private string Read(string name) => File.Exists(Path.Combine(folder.Path, name)) ? File.ReadAllText(Path.Combine(folder.Path, name)) : "";

    private static async Task<Uri> PageAsync(Cli cli)
    {
        var error = await Eventually.IsAsync("the address of the page", () => Task.FromResult(cli.Error), text => text.Contains("Waiting for", StringComparison.Ordinal));
        return new Uri(Regex.Match(error, @"http://127\.0\.0\.1:\d+/").Value);
    }

    private async Task<(Uri Action, JsonElement Manifest)> FormAsync(Uri page) => Form(await browser.GetStringAsync(page, Cancel));

    private static (Uri Action, JsonElement Manifest) Form(string html)
    {
        var action = WebUtility.HtmlDecode(Regex.Match(html, "action=\"([^\"]*)\"").Groups[1].Value);
        var manifest = WebUtility.HtmlDecode(Regex.Match(html, "name=\"manifest\" value=\"([^\"]*)\"").Groups[1].Value);
        return (new Uri(action), JsonDocument.Parse(manifest).RootElement);
    }

    /// <summary>What the button does; GitHub's visitor agrees at once, and the browser follows the redirect back.</summary>
    private async Task<HttpResponseMessage> PressAsync(Uri page)
    {
        var (action, manifest) = await FormAsync(page);
        return await browser.PostAsync(action, Posted(manifest.GetRawText()), Cancel);
    }

    private static FormUrlEncodedContent Posted(string manifest) => new([new("manifest", manifest)]);
}
