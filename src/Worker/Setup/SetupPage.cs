using System.Net;
using System.Security.Cryptography;
using System.Text;
using BackgroundAgent.Worker.Embedded;
using BackgroundAgent.Worker.Health;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace BackgroundAgent.Worker.Setup;

/// <summary>
/// A page on this machine only: <c>/</c> holds the form with the manifest, <c>/created</c> takes the code from GitHub's redirect, where its state
/// is the one that this page gave out.
/// </summary>
internal sealed class SetupPage : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly string state;
    private readonly TaskCompletionSource<string> code = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private SetupPage(WebApplication app, string state)
    {
        (this.app, this.state) = (app, state);
    }

    /// <summary>Of the page; ends with a slash.</summary>
    public Uri Address { get; private set; } = null!;

    public Uri Redirect => new(Address, "created");

    /// <summary>Completes with the first code that came with the right state.</summary>
    public Task<string> Code => code.Task;

    /// <param name="port">On 127.0.0.1; 0 is any free one.</param>
    /// <param name="state">What GitHub has to bring back.</param>
    /// <param name="html">The form, once the page's own address is known.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<SetupPage> StartAsync(int port, string state, Func<Uri, string> html, CancellationToken cancellationToken)
    {
        var builder = HealthEndpoints.CreateBuilder(IPAddress.Loopback.ToString(), port);
        builder.Services.AddSingleton<IHostLifetime, OwnerLifetime>();
        var page = new SetupPage(builder.Build(), state);
        page.app.Use(OwnNameOnlyAsync);
        page.app.MapGet("/", () => Html(html(page.Redirect)));
        page.app.MapGet("/created", page.Take);
        await page.app.StartAsync(cancellationToken);
        page.Address = new Uri(page.app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/");
        return page;
    }

    /// <summary>Takes the code of an address or a bare code, as GitHub's redirect or a person gives it.</summary>
    /// <returns>False: it is neither, or of somebody else's form.</returns>
    public bool TryTake(string? given, string? givenState)
        => given is { Length: > 0 and <= 200 } && given.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_')
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(givenState ?? ""), Encoding.UTF8.GetBytes(state))
            && (code.TrySetResult(given) || code.Task.Result == given);

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private IResult Take(HttpContext context) => TryTake(context.Request.Query["code"], context.Request.Query["state"])
        ? Html(SetupForm.Done)
        : Html(SetupForm.Wrong, StatusCodes.Status400BadRequest);

    /// <summary>A page elsewhere may point a name of its own at this machine; it is not answered.</summary>
    private static Task OwnNameOnlyAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Host.Host is "127.0.0.1" or "localhost")
        {
            // The code must not leave in a referrer, nor anything stay in a cache.
            context.Response.Headers.CacheControl = "no-store";
            context.Response.Headers["Referrer-Policy"] = context.Request.Path == "/created" ? "no-referrer" : "strict-origin";
            context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'";
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status421MisdirectedRequest;
        return Task.CompletedTask;
    }

    private static IResult Html(string html, int status = StatusCodes.Status200OK) => Results.Text(html, "text/html; charset=utf-8", Encoding.UTF8, status);
}
