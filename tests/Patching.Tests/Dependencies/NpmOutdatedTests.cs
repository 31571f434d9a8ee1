using System.Net;
using BackgroundAgent.Contracts.Nightly;
using BackgroundAgent.Patching.Dependencies;
using BackgroundAgent.Sandbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BackgroundAgent.Patching.Tests.Dependencies;

/// <summary>A real npm against a registry of our own.</summary>
public sealed class NpmOutdatedTests : IDisposable
{
    private readonly WorkTree _tree = new();

    public void Dispose() => _tree.Dispose();

    [Fact]
    public async Task FindAsync_Npm_OffersWhatTheLatestTagSays()
    {
        var npm = new ProcessRequest { FileName = "npm", Arguments = ["--version"], WorkingDirectory = _tree.Path };
        if (!(await _tree.Get<IProcessRunner>().RunAsync(npm)).Succeeded)
        {
            Assert.Skip("npm is not installed, so no registry can be asked.");
        }

        await using var registry = await StartRegistryAsync();
        _tree.Write(".npmrc", $"registry={registry.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()}/\ncache={_tree.File(".npm-cache")}\n");
        _tree.Write("package.json", """{ "dependencies": { "acme": "^1.0.0", "fresh": "2.1.0", "unpublished": "^1.0.0", "linked": "file:../x" }, "devDependencies": { "@acme/dev": "~1.2.0" } }""");

        var found = await _tree.Get<IOutdatedDependencies>().FindAsync(_tree.Path, TestContext.Current.CancellationToken);

        Assert.Equal(
            [
                new OutdatedDependency("npm", "@acme/dev", "1.2.0", "1.3.0", UpgradeKind.Minor),
                new OutdatedDependency("npm", "acme", "1.0.0", "2.1.0", UpgradeKind.Major),
            ],
            found);
    }

    private static async Task<WebApplication> StartRegistryAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.MapGet("/{**name}", (string name) => name switch
        {
            "acme" => Package(name, "2.1.0"),
            "fresh" => Package(name, "2.1.0"),
            "@acme/dev" or "@acme%2fdev" => Package("@acme/dev", "1.3.0"),
            _ => Results.NotFound(new { error = "not found" }),
        });
        await app.StartAsync();
        return app;
    }

    private static IResult Package(string name, string version)
        => Results.Content($$"""{ "name": "{{name}}", "dist-tags": { "latest": "{{version}}" }, "versions": { "{{version}}": { "name": "{{name}}", "version": "{{version}}" } } }""", "application/json");
}
