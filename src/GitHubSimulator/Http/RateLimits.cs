using System.Collections.Concurrent;
using BackgroundAgent.GitHubSimulator.State;
using Microsoft.AspNetCore.Http;

namespace BackgroundAgent.GitHubSimulator.Http;

/// <summary>The primary limit by the hour with its headers, and refusals of the secondary one. An answer 304 is free.</summary>
internal sealed class RateLimits(World world)
{
    private readonly ConcurrentDictionary<string, Window> windows = new();

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Items[typeof(Caller)] is not Caller caller || context.Request.Path.Value!.EndsWith("/rate_limit", StringComparison.Ordinal))
        {
            await next(context);
            return;
        }

        if (world.Faults.TakeRefusal())
        {
            context.Response.Headers.RetryAfter = $"{world.Faults.RetryAfterSeconds}";
            await Identify.RefuseAsync(
                context, StatusCodes.Status403Forbidden, "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.");
            return;
        }

        var window = Current(caller.Budget);
        var left = world.Faults.Remaining ?? (world.Options.RequestsPerHour - window.Used);
        var headers = context.Response.Headers;
        headers["x-ratelimit-limit"] = $"{world.Options.RequestsPerHour}";
        headers["x-ratelimit-remaining"] = $"{Math.Max(0, left - 1)}";
        headers["x-ratelimit-used"] = $"{window.Used + 1}";
        headers["x-ratelimit-reset"] = $"{window.Ends.ToUnixTimeSeconds()}";
        headers["x-ratelimit-resource"] = "core";
        if (left <= 0)
        {
            await Identify.RefuseAsync(context, StatusCodes.Status403Forbidden, $"API rate limit exceeded for {caller.Account.Login}.");
            return;
        }

        await next(context);
        if (context.Response.StatusCode != StatusCodes.Status304NotModified)
        {
            windows.AddOrUpdate(caller.Budget, window, (_, current) => current with { Used = current.Used + 1 });
        }
    }

    private Window Current(string budget)
    {
        var now = world.Now;
        return windows.AddOrUpdate(
            budget,
            _ => new Window(0, now.AddHours(1)),
            (_, window) => window.Ends > now ? window : new Window(0, now.AddHours(1)));
    }

    private sealed record Window(int Used, DateTimeOffset Ends);
}
