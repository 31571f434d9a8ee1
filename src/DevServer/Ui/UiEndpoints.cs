using BackgroundAgent.DevServer.Engine;
using BackgroundAgent.DevServer.Hosting;
using BackgroundAgent.DevServer.Rpc;
using BackgroundAgent.DevServer.Visibility;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace BackgroundAgent.DevServer.Ui;

/// <summary>The read-only web page: the list of executions and the history of one, as JSON, and the page that shows them.</summary>
internal static class UiEndpoints
{
    private const int Shown = 200;

    public static void Map(IEndpointRouteBuilder routes, ServerParts parts)
    {
        routes.MapGet("/", () => Results.Content(UiPage.Html, "text/html; charset=utf-8"));
        routes.MapGet("/ui/namespaces", () => Results.Json(parts.Namespaces.All.Select(n => n.Name)));
        routes.MapGet("/ui/workflows", (string? @namespace, string? query) => Guard(() => List(parts, @namespace ?? "default", query ?? "")));
        routes.MapGet("/ui/history", (string? @namespace, string id, string run) => Guard(() => History(parts, @namespace ?? "default", id, run)));
    }

    private static IResult List(ServerParts parts, string name, string query)
    {
        var @namespace = parts.Namespaces.Require(name);
        var filter = QueryFilter.Create(@namespace, query);
        var response = new ListWorkflowExecutionsResponse();
        response.Executions.Add(parts.Engine.Index.All(name)
            .Where(filter.Matches).OrderByDescending(r => r.Serial).Take(Shown).Select(r => r.Info));
        return Json(response);
    }

    private static IResult History(ServerParts parts, string name, string id, string runId)
    {
        parts.Namespaces.Require(name);
        var record = parts.Engine.Index.Find(new RunKey(name, id, runId)) ?? throw RpcErrors.WorkflowNotFound(id, runId);
        var info = record.Info;
        var run = parts.Engine.Index.Load(record);
        var history = new History();
        int count;
        lock (run.Gate)
        {
            count = run.Log.Count;
            history.Events.Add(run.Log.Range(1, Limits.HistoryPageEvents));
        }

        // Both are messages of the protocol; JSON of our own only holds them together.
        return Results.Content(
            $$"""{"workflowExecutionInfo":{{JsonFormatter.Default.Format(info)}},"eventCount":{{count}},"history":{{JsonFormatter.Default.Format(history)}}}""",
            "application/json");
    }

    private static IResult Json(IMessage message) => Results.Content(JsonFormatter.Default.Format(message), "application/json");

    private static IResult Guard(Func<IResult> action)
    {
        try
        {
            return action();
        }
        catch (RpcException e)
        {
            return Results.Problem(e.Status.Detail, statusCode: e.StatusCode == StatusCode.NotFound ? 404 : 400);
        }
    }
}
