using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using BackgroundAgent.TestKit.Git;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace BackgroundAgent.TestKit.GitHub;

/// <summary>
/// A small GitHub over one bare repository: references, check runs, Actions runs with reruns, logs and cancellation, pull requests, and the
/// GraphQL mutation that ends a draft. Every change that a client causes is in the <see cref="Ledger"/>.
/// </summary>
public sealed class GitHubSimulator : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly string repository;
    private readonly ConcurrentDictionary<string, SimulatedRun> runs = new();
    private readonly List<JsonObject> pullRequests = [];

    private GitHubSimulator(WebApplication app, string repository)
    {
        this.app = app;
        this.repository = repository;
    }

    public const string Token = "github_pat_simulated";

    /// <summary>What a client is given as the base of the API.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1/");

    /// <summary>Side effects in order, such as <c>rerun 1</c> or <c>pull-request created 1</c>.</summary>
    public ConcurrentQueue<string> Ledger { get; } = new();

    /// <summary>Answer to every request instead of the usual one; null: answer.</summary>
    public HttpStatusCode? Fault { get; set; }

    /// <param name="repository">Path of the bare repository that is <c>owner/repo</c>.</param>
    public static async Task<GitHubSimulator> StartAsync(string repository)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var simulator = new GitHubSimulator(app, repository);
        app.Use(simulator.GuardAsync);
        simulator.MapRepository();
        simulator.MapActions();
        simulator.MapPullRequests();
        await app.StartAsync();
        simulator.Address = new Uri(app.Urls.First() + "/");
        return simulator;
    }

    /// <summary>CI of a pushed commit. Each conclusion is that of one run attempt; null: it runs until it is cancelled.</summary>
    public void Trigger(string commit, string log, params string?[] conclusions)
        => runs.GetOrAdd(commit, _ => new SimulatedRun(runs.Count + 1, commit, log, conclusions));

    /// <summary>Lets CI of a commit complete before anybody looks.</summary>
    public void Finish(string commit) => runs[commit].CheckRuns(Address);

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private async Task GuardAsync(HttpContext context, RequestDelegate next)
    {
        // The storage behind the logs is another party: the token must not be shown to it.
        var isStorage = context.Request.Path.StartsWithSegments("/logs");
        var expected = isStorage ? "" : "Token " + Token;
        if (Fault is not null || context.Request.Headers.Authorization.ToString() != expected)
        {
            context.Response.StatusCode = Fault is { } given ? (int)given : StatusCodes.Status401Unauthorized;
            await context.Response.WriteAsJsonAsync(new { message = "refused by the simulator" });
            return;
        }

        await next(context);
    }

    private void MapRepository()
    {
        app.MapGet("/api/v3/repos/owner/repo/git/ref/{**name}", IResult (string name) => Resolve("refs/" + name) is { } commit
            ? Results.Json(new { @ref = "refs/" + name, @object = new { type = "commit", sha = commit } })
            : Missing());
        app.MapGet("/api/v3/repos/owner/repo/git/refs/{**name}", IResult (string name) => Resolve("refs/" + name) is { } commit
            ? Results.Json(new { @ref = "refs/" + name, @object = new { type = "commit", sha = commit } })
            : Missing());
        app.MapGet("/api/v3/repos/owner/repo/commits/{commit}/check-runs", (string commit) =>
        {
            var attempts = runs.TryGetValue(commit, out var run) ? run.CheckRuns(Address) : [];
            return Json(new JsonObject { ["total_count"] = attempts.Count, ["check_runs"] = attempts });
        });
        app.MapGet("/api/v3/repos/owner/repo/commits/{commit}/status", (string commit)
            => Json(new JsonObject { ["state"] = "pending", ["sha"] = commit, ["total_count"] = 0, ["statuses"] = new JsonArray() }));
    }

    private void MapActions()
    {
        app.MapGet("/api/v3/repos/owner/repo/actions/runs", (string head_sha) =>
        {
            var found = runs.TryGetValue(head_sha, out var run) ? new JsonArray(run.WorkflowRun(Address)) : [];
            return Json(new JsonObject { ["total_count"] = found.Count, ["workflow_runs"] = found });
        });
        app.MapGet("/api/v3/repos/owner/repo/actions/jobs/{id:long}", IResult (long id)
            => OfJob(id) is { } run ? Json(new JsonObject { ["id"] = id, ["run_id"] = run.Id, ["name"] = "ci", ["status"] = "completed" }) : Missing());
        app.MapGet("/api/v3/repos/owner/repo/actions/jobs/{id:long}/logs", IResult (long id)
            => OfJob(id) is not null ? Results.Redirect($"{Address}logs/{id}") : Missing());
        app.MapGet("/logs/{id:long}", (long id) => Results.Text(OfJob(id)!.Log));
        app.MapGet("/api/v3/repos/owner/repo/check-runs/{id:long}/annotations", () => Json([]));
        app.MapPost("/api/v3/repos/owner/repo/actions/runs/{id:long}/rerun-failed-jobs", (long id) => Act(id, "rerun", run => run.TryRerun(), 201));
        app.MapPost("/api/v3/repos/owner/repo/actions/runs/{id:long}/cancel", (long id) => Act(id, "cancel", run => run.TryCancel(), 202));
    }

    private void MapPullRequests()
    {
        app.MapGet("/api/v3/repos/owner/repo/pulls", (string head) =>
        {
            lock (pullRequests)
            {
                return Json(new JsonArray([.. pullRequests.Where(one => "owner:" + one["head"]!["ref"] == head).Select(one => one.DeepClone())]));
            }
        });
        app.MapPost("/api/v3/repos/owner/repo/pulls", async (HttpRequest request) => Change("created", await BodyAsync(request), body =>
        {
            var number = pullRequests.Count + 1;
            var created = new JsonObject
            {
                ["number"] = number,
                ["node_id"] = $"PR_{number}",
                ["state"] = "open",
                ["draft"] = body["draft"]!.GetValue<bool>(),
                ["title"] = body["title"]!.GetValue<string>(),
                ["body"] = body["body"]!.GetValue<string>(),
                ["html_url"] = $"{Address}owner/repo/pull/{number}",
                ["head"] = new JsonObject { ["ref"] = body["head"]!.GetValue<string>() },
                ["base"] = new JsonObject { ["ref"] = body["base"]!.GetValue<string>() },
            };
            pullRequests.Add(created);
            return created;
        }, 201));
        app.MapPatch("/api/v3/repos/owner/repo/pulls/{number:int}", async (int number, HttpRequest request) => Change("updated", await BodyAsync(request), body =>
        {
            foreach (var (name, value) in body)
            {
                pullRequests[number - 1][name] = value?.DeepClone();
            }

            return pullRequests[number - 1];
        }, 200));
        app.MapPost("/api/graphql", async (HttpRequest request) =>
        {
            var body = await BodyAsync(request);
            var id = body["variables"]!["id"]!.GetValue<string>();
            Change("ready", body, _ =>
            {
                var one = pullRequests.Single(candidate => candidate["node_id"]!.GetValue<string>() == id);
                one["draft"] = false;
                return one;
            }, 200);
            return Json(new JsonObject { ["data"] = new JsonObject() });
        });
    }

    private IResult Change(string what, JsonObject body, Func<JsonObject, JsonObject> change, int status)
    {
        lock (pullRequests)
        {
            var changed = change(body);
            Ledger.Enqueue($"pull-request {what} {changed["number"]}");
            return Json(changed.DeepClone(), status);
        }
    }

    private IResult Act(long id, string what, Func<SimulatedRun, bool> act, int status)
    {
        if (runs.Values.FirstOrDefault(run => run.Id == id) is not { } run)
        {
            return Missing();
        }

        if (!act(run))
        {
            return Results.Json(new { message = "the run does not allow this now" }, statusCode: 409);
        }

        Ledger.Enqueue($"{what} {id}");
        return Json(new JsonObject(), status);
    }

    /// <summary>Whatever the content type says: GitHub's API takes JSON under any.</summary>
    private static async Task<JsonObject> BodyAsync(HttpRequest request) => (await JsonNode.ParseAsync(request.Body))!.AsObject();

    private SimulatedRun? OfJob(long id) => runs.Values.FirstOrDefault(run => run.HasJob(id));

    private string? Resolve(string reference)
        => GitCommand.Run(repository, "for-each-ref", "--format=%(objectname)", reference) is { Length: > 0 } commit ? commit : null;

    private static IResult Missing() => Results.Json(new { message = "Not Found" }, statusCode: 404);

    private static IResult Json(JsonNode body, int status = 200) => Results.Text(body.ToJsonString(JsonSerializerOptions.Web), "application/json", statusCode: status);

    private static IResult Json(JsonArray body) => Json((JsonNode)body);
}
