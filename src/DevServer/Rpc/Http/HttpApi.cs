using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace BackgroundAgent.DevServer.Rpc.Http;

/// <summary>
/// The HTTP/JSON API under /api/v1 (and without that prefix where the protocol says so): every served method whose descriptor has an HTTP
/// rule. Payloads are shown as the values they hold unless the caller asks otherwise.
/// </summary>
internal sealed class HttpApi
{
    private const string NoShorthand = "application/json+no-payload-shorthand";
    private const string PrettyNoShorthand = "application/json+pretty+no-payload-shorthand";
    private const string Pretty = "application/json+pretty";

    /// <summary>A field or an enum value nobody knows is an error, as it is for the genuine server: passed over, it would be done otherwise than asked.</summary>
    private static readonly JsonParser Parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(false));

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private readonly RpcTable _table;
    private readonly RpcGuard _guard;
    private readonly CancellationToken _stopping;
    private readonly ILookup<int, HttpRoute> _routes;

    public HttpApi(RpcTable table, RpcGuard guard, CancellationToken stopping)
    {
        (_table, _guard, _stopping) = (table, guard, stopping);
        var routes =
            from service in RpcTable.Services
            from method in service.Methods
            from rule in HttpRule.Of(method)
            select (Length: rule.Path.Split('/', StringSplitOptions.RemoveEmptyEntries).Length, Route: new HttpRoute(rule, service.FullName + "/" + method.Name, method.InputType));
        _routes = routes.ToLookup(r => r.Length, r => r.Route);
    }

    /// <summary>False when the path is none of the API's.</summary>
    public async Task<bool> TryAnswerAsync(HttpContext http)
    {
        var path = Segments(http);
        var fitting = _routes[path.Length].Select(r => (Route: r, Values: r.Match(path))).Where(r => r.Values is not null).OrderByDescending(r => r.Route.Words).ToList();
        if (fitting.Count == 0)
        {
            return false;
        }

        try
        {
            var (route, values) = fitting.FirstOrDefault(r => r.Route.Verb == http.Request.Method);
            if (route is null)
            {
                throw RpcErrors.Unimplemented("Method Not Allowed");
            }

            var method = _table.Find(route.Method) ?? throw RpcTable.NotServed("/" + route.Method);
            var accept = http.Request.Headers.Accept.ToString();
            var type = http.Request.ContentType ?? "";
            var shorthand = !http.Request.Query.ContainsKey("noPayloadShorthand") && !accept.Contains(NoShorthand, StringComparison.Ordinal) &&
                !accept.Contains(PrettyNoShorthand, StringComparison.Ordinal);
            var request = await ReadAsync(http, route, values!, !type.Contains("no-payload-shorthand", StringComparison.Ordinal) && shorthand);
            using var ends = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, _stopping);
            var response = await method.CallAsync(method.Parse(Parser, request), new RpcCall(DateTime.MaxValue, ends.Token));
            var node = JsonNode.Parse(JsonFormatter.Default.Format(response));
            node = shorthand ? PayloadShorthand.Shorten(node, response.Descriptor) : node;
            var pretty = http.Request.Query.ContainsKey("pretty") || accept.Contains(Pretty, StringComparison.Ordinal);
            await SendAsync(http, StatusCodes.Status200OK, node!.ToJsonString(pretty ? Indented : null), (pretty, shorthand) switch
            {
                (true, true) => Pretty,
                (true, false) => PrettyNoShorthand,
                (false, false) => NoShorthand,
                _ => "application/json",
            });
        }
        catch (Exception e)
        {
            var error = e is InvalidProtocolBufferException or JsonException or InvalidJsonException
                ? RpcErrors.InvalidArgument(e.Message)
                : _guard.Translate(e, http.Request.Path);
            await SendAsync(http, HttpErrors.StatusOf(error.StatusCode), HttpErrors.Body(error));
        }

        return true;
    }

    public static Task NotFoundAsync(HttpContext http) => SendAsync(http, StatusCodes.Status404NotFound, """{"code":5,"message":"Not Found"}""");

    /// <summary>Decoded after they are parted, so that ids may have slashes in them (%2F), as the Web UI's server has it.</summary>
    private static string[] Segments(HttpContext http)
    {
        var target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var path = target.StartsWith('/') ? target.Split('?')[0] : http.Request.Path.ToUriComponent();
        return [.. path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString)];
    }

    private static async Task<string> ReadAsync(HttpContext http, HttpRoute route, Dictionary<string, string> values, bool shorthand)
    {
        var request = new JsonObject();
        if (route.Body.Length > 0)
        {
            using var reader = new StreamReader(http.Request.Body);
            var text = await reader.ReadToEndAsync(http.RequestAborted);
            var body = text.Trim().Length == 0 ? new JsonObject() : JsonNode.Parse(text);
            var field = route.Body == "*" ? null : route.Request.FindFieldByName(route.Body);
            var type = field?.MessageType ?? route.Request;
            body = shorthand ? PayloadShorthand.Expand(body, type) : body;
            EnumNames.Complete(body, type);
            if (field is null)
            {
                request = body as JsonObject ?? throw RpcErrors.InvalidArgument("the body must be a JSON object");
            }
            else
            {
                request[field.JsonName] = body;
            }
        }

        foreach (var (name, text) in http.Request.Query.Where(q => q.Key is not ("pretty" or "noPayloadShorthand")))
        {
            HttpFields.Set(request, route.Request, name, [.. text.Select(t => t ?? "")]);
        }

        foreach (var (name, text) in values)
        {
            HttpFields.Set(request, route.Request, name, [text]);
        }

        return request.ToJsonString();
    }

    private static Task SendAsync(HttpContext http, int status, string body, string type = "application/json")
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = type;
        return http.Response.WriteAsync(body);
    }
}
