using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace BackgroundAgent.GitHubSimulator.Http;

/// <summary>Tells whoever watches of every request to REST and its answer.</summary>
internal sealed class Recorder(World world)
{
    private const string Rest = "/api/v3";

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (world.Exchanged is not { } watch || !context.Request.Path.StartsWithSegments(Rest))
        {
            await next(context);
            return;
        }

        using var request = new MemoryStream();
        await context.Request.Body.CopyToAsync(request, context.RequestAborted);
        request.Position = 0;
        context.Request.Body = request;
        var wire = context.Response.Body;
        using var response = new MemoryStream();
        context.Response.Body = response;
        try
        {
            await next(context);
        }
        finally
        {
            context.Response.Body = wire;
        }

        // As it came: what routing made of it is decoded.
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget.Split('?', 2);
        watch(new ApiExchange
        {
            Method = context.Request.Method,
            Path = target[0][Rest.Length..],
            Query = target.Length > 1 ? "?" + target[1] : "",
            Accept = context.Request.Headers.Accept,
            RequestType = context.Request.ContentType,
            RequestBody = request.ToArray(),
            Status = context.Response.StatusCode,
            ResponseType = context.Response.ContentType,
            ResponseBody = response.ToArray(),
        });
        response.Position = 0;
        await response.CopyToAsync(wire, context.RequestAborted);
    }
}
