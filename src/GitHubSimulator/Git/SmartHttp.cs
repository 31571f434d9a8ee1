using System.IO.Compression;
using System.Text;
using BackgroundAgent.GitHubSimulator.State;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace BackgroundAgent.GitHubSimulator.Git;

/// <summary>Git's smart HTTP protocol (gitprotocol-http), with tokens as passwords.</summary>
internal sealed class SmartHttp(World world, PushWatch pushes)
{
    private const string Prefix = "git-";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/{owner}/{repo}/info/refs", (HttpContext context, string service) => AnswerAsync(context, service, isListing: true));
        routes.MapPost("/{owner}/{repo}/git-upload-pack", (HttpContext context) => AnswerAsync(context, "git-upload-pack", isListing: false));
        routes.MapPost("/{owner}/{repo}/git-receive-pack", (HttpContext context) => AnswerAsync(context, "git-receive-pack", isListing: false));
    }

    private async Task AnswerAsync(HttpContext context, string service, bool isListing)
    {
        var values = context.Request.RouteValues;
        var writes = service == "git-receive-pack";
        var caller = CallerOf(context.Request.Headers.Authorization.ToString());
        var repository = world.Find($"{values["owner"]}", $"{values["repo"]}");
        if (caller is null)
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"GitHub\"";
            return;
        }

        if (repository is null || (caller.Repositories is { } only && !only.Contains(repository.FullName)))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        if (!caller.May("contents", writes ? "write" : "read"))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        await ServeAsync(context, repository, service, writes && !isListing ? caller.Account : null);
    }

    /// <param name="pusher">Who pushes; null: nobody.</param>
    private async Task ServeAsync(HttpContext context, RepositoryState repository, string service, Account? pusher)
    {
        var isListing = HttpMethods.IsGet(context.Request.Method);
        var folder = Directory.CreateTempSubdirectory("bgagent-git-");
        try
        {
            var protocol = context.Request.Headers["Git-Protocol"].ToString();
            var request = isListing ? null : Path.Combine(folder.FullName, "request");
            if (request is not null)
            {
                await KeepAsync(context, request);
            }

            var answer = Path.Combine(folder.FullName, "answer");
            var call = new ServiceCall(service[Prefix.Length..], repository.Folder, answer, request, protocol);
            await world.Git.ServeAsync(call, context.RequestAborted);
            if (pusher is not null)
            {
                // Before the answer: whoever hears that the push was accepted must find the branch in the API.
                await pushes.LookAsync(repository, pusher, CancellationToken.None);
            }

            context.Response.ContentType = isListing ? $"application/x-{service}-advertisement" : $"application/x-{service}-result";
            context.Response.Headers.CacheControl = "no-cache";
            if (isListing && !protocol.Contains("version=2", StringComparison.Ordinal))
            {
                var line = $"# service={service}\n";
                await context.Response.WriteAsync($"{line.Length + 4:x4}{line}0000", context.RequestAborted);
            }

            await context.Response.SendFileAsync(answer, context.RequestAborted);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task KeepAsync(HttpContext context, string file)
    {
        // A push has no limit here.
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = null;
        Stream body = context.Request.Body;
        if (context.Request.Headers.ContentEncoding == "gzip")
        {
            body = new GZipStream(body, CompressionMode.Decompress);
        }

        await using var kept = File.Create(file);
        await body.CopyToAsync(kept, context.RequestAborted);
    }

    private Caller? CallerOf(string authorization)
    {
        const string Basic = "Basic ";
        if (!authorization.StartsWith(Basic, StringComparison.Ordinal))
        {
            return null;
        }

        var bytes = new byte[authorization.Length];
        return Convert.TryFromBase64String(authorization[Basic.Length..], bytes, out var length)
            ? world.CallerOf(Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2).Last())
            : null;
    }
}
