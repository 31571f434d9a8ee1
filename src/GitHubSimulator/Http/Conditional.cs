using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace BackgroundAgent.GitHubSimulator.Http;

/// <summary>Gives every answer to a GET an ETag, and answers 304 to whoever has it already.</summary>
internal static class Conditional
{
    public static async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (!HttpMethods.IsGet(context.Request.Method) || !context.Request.Path.StartsWithSegments("/api"))
        {
            await next(context);
            return;
        }

        var body = context.Response.Body;
        using var kept = new MemoryStream();
        context.Response.Body = kept;
        try
        {
            await next(context);
        }
        finally
        {
            context.Response.Body = body;
        }

        if (context.Response.StatusCode == StatusCodes.Status200OK)
        {
            var tag = $"W/\"{Convert.ToHexStringLower(SHA256.HashData(kept.ToArray()))[..32]}\"";
            context.Response.Headers.ETag = tag;
            if (context.Request.Headers.IfNoneMatch.ToString() == tag)
            {
                context.Response.StatusCode = StatusCodes.Status304NotModified;
                context.Response.ContentLength = null;
                context.Response.Headers.ContentType = default;
                return;
            }
        }

        kept.Position = 0;
        await kept.CopyToAsync(body, context.RequestAborted);
    }
}
