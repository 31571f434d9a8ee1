using System.Text.Json.Nodes;
using BackgroundAgent.GitHubSimulator.Shapes;
using BackgroundAgent.GitHubSimulator.State;
using Microsoft.AspNetCore.Http;

namespace BackgroundAgent.GitHubSimulator.Http;

/// <summary>Answers, and what every endpoint asks of its request.</summary>
internal static class Answers
{
    private const int DefaultPage = 30;
    private const int LargestPage = 100;

    public static IResult Json(JsonNode body, int status = 200) => Results.Text(body.ToJsonString(), "application/json; charset=utf-8", statusCode: status);

    public static IResult Missing() => Refused(404, "Not Found");

    public static IResult Refused(int status, string message)
        => Json(new JsonObject { ["message"] = message, ["documentation_url"] = "https://docs.github.com/rest", ["status"] = $"{status}" }, status);

    public static Caller Caller(this HttpContext context) => (Caller)context.Items[typeof(Caller)]!;

    public static RepositoryState Repository(this HttpContext context) => (RepositoryState)context.Items[typeof(RepositoryState)]!;

    /// <summary>Whatever the content type says: GitHub's API takes JSON under any.</summary>
    public static async Task<JsonObject> BodyAsync(HttpContext context)
    {
        using var text = new StreamReader(context.Request.Body);
        var body = await text.ReadToEndAsync(context.RequestAborted);
        return body.Length == 0 ? [] : JsonNode.Parse(body)!.AsObject();
    }

    /// <summary>A list that may stand alone or as a member.</summary>
    public static async Task<IEnumerable<string>> BodyOrArrayAsync(HttpContext context, string member)
    {
        using var text = new StreamReader(context.Request.Body);
        var body = JsonNode.Parse(await text.ReadToEndAsync(context.RequestAborted))!;
        return (body as JsonArray ?? body[member]!.AsArray()).Select(item => item!.GetValue<string>());
    }

    /// <summary>One page of a list, with the links to the others in the header.</summary>
    public static List<T> Page<T>(HttpContext context, IReadOnlyList<T> items)
    {
        var query = context.Request.Query;
        var size = Math.Clamp(int.TryParse(query["per_page"], out var asked) ? asked : DefaultPage, 1, LargestPage);
        var page = int.TryParse(query["page"], out var number) ? Math.Max(1, number) : 1;
        if (page * size < items.Count)
        {
            var others = string.Concat(query.Where(pair => pair.Key != "page").Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value.ToString())}&"));
            context.Response.Headers.Link = $"<{context.Request.Scheme}://{context.Request.Host}{context.Request.Path}?{others}page={page + 1}>; rel=\"next\"";
        }

        return [.. items.Skip((page - 1) * size).Take(size)];
    }

    public static IResult Listed(string name, HttpContext context, IReadOnlyList<JsonObject> items)
        => Json(new JsonObject { ["total_count"] = items.Count, [name] = Page(context, items).Array() });
}
