using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using BackgroundAgent.GitHubSimulator.Ci;
using BackgroundAgent.GitHubSimulator.State;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace BackgroundAgent.GitHubSimulator.Http;

/// <summary>The storage behind logs and artifacts: another party, which takes signed addresses for a minute and refuses tokens.</summary>
internal sealed class StorageEndpoints(World world)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);
    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/storage/jobs/{id:long}", (HttpContext context, long id) => Answer(context, () => JobLog(id)));
        routes.MapGet("/storage/runs/{id:long}/{attempt:int}", (HttpContext context, long id, int attempt) => Answer(context, () => RunLogs(id, attempt)));
        routes.MapGet("/storage/artifacts/{id:long}", (HttpContext context, long id) => Answer(context, () => Artifact(id)));
    }

    /// <summary>Sends a client to the storage.</summary>
    /// <param name="path">Below the storage.</param>
    public static IResult Redirect(World world, string path)
    {
        var until = (world.Now + Lifetime).ToUnixTimeMilliseconds();
        return new Found($"{world.Address}storage/{path}?se={until}&sig={Signature("/storage/" + path, until)}");
    }

    private IResult Answer(HttpContext context, Func<IResult> content)
    {
        var query = context.Request.Query;
        var valid = long.TryParse(query["se"], CultureInfo.InvariantCulture, out var until)
            && query["sig"] == Signature(context.Request.Path, until) && DateTimeOffset.FromUnixTimeMilliseconds(until) > world.Now;
        if (!valid)
        {
            return Results.Text("AuthenticationFailed", "text/plain", statusCode: 403);
        }

        lock (world.Gate)
        {
            return content();
        }
    }

    private IResult JobLog(long id)
        => Runs.SelectMany(run => run.Jobs).FirstOrDefault(one => one.Id == id)?.Log is { } log ? Results.Text(log) : Results.NotFound();

    /// <summary>A file for each job, and a folder with a file for each of its steps; here a job has one step.</summary>
    private IResult RunLogs(long id, int attempt)
    {
        var jobs = Runs.First(one => one.Id == id).Jobs.Where(job => job.Attempt == attempt && job.Log is not null).ToList();
        var files = jobs.Index().SelectMany(pair => new[]
        {
            KeyValuePair.Create($"{pair.Index}_{pair.Item.Plan.Name}.txt", pair.Item.Log!),
            KeyValuePair.Create($"{pair.Item.Plan.Name}/1_{pair.Item.Plan.Name}.txt", pair.Item.Log!),
        });
        return Results.Bytes(Zips.Of(files), "application/zip");
    }

    private IResult Artifact(long id)
        => world.Repositories.SelectMany(repository => repository.Artifacts).FirstOrDefault(one => one.Id == id) is { } artifact
            ? Results.Bytes(artifact.Zip, "application/zip")
            : Results.NotFound();

    private IEnumerable<RunState> Runs => world.Repositories.SelectMany(repository => repository.Runs);

    private static string Signature(string path, long until)
        => Convert.ToHexStringLower(HMACSHA256.HashData(Key, Encoding.UTF8.GetBytes($"{path}?{until}")));

    /// <summary>A redirect without a body.</summary>
    private sealed class Found(string location) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status302Found;
            httpContext.Response.Headers.Location = location;
            return Task.CompletedTask;
        }
    }
}
