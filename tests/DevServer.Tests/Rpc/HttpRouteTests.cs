using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using BackgroundAgent.DevServer.Rpc;
using BackgroundAgent.DevServer.Rpc.Http;

namespace BackgroundAgent.DevServer.Tests.Rpc;

/// <summary>Every path the protocol's http annotations name leads to its method.</summary>
public sealed partial class HttpRouteTests : IAsyncLifetime
{
    private EmbeddedServer? _server;
    private HttpClient? _http;

    public async ValueTask InitializeAsync()
    {
        _server = await EmbeddedServer.StartAsync(new EmbeddedServerOptions { HttpPort = 0 }, TestContext.Current.CancellationToken);
        _http = new HttpClient { BaseAddress = _server.HttpAddress };
    }

    public async ValueTask DisposeAsync()
    {
        _http!.Dispose();
        await _server!.DisposeAsync();
    }

    [Fact]
    public async Task Call_EveryAnnotatedPath_ReachesItsMethod()
    {
        var served = await ServedAsync();
        var wrong = new List<string>();
        var tried = 0;
        foreach (var (method, rule) in Rules())
        {
            tried++;
            var (status, message) = await CallAsync(rule);
            var reached = status switch
            {
                HttpStatusCode.NotFound => message != "Not Found",
                HttpStatusCode.NotImplemented => message.Contains(method.Split('/')[1], StringComparison.Ordinal),
                HttpStatusCode.InternalServerError => false,
                _ => served.Contains(method),
            };
            if (!reached)
            {
                wrong.Add($"{rule.Verb} {rule.Path} ({method}): {status} {message}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong));
        Assert.True(tried > 200, $"only {tried} paths are annotated");
    }

    private static IEnumerable<(string Method, HttpRule Rule)> Rules() =>
        from service in RpcTable.Services
        from method in service.Methods
        from rule in HttpRule.Of(method)
        select (service.FullName + "/" + method.Name, rule);

    private static async Task<HashSet<string>> ServedAsync()
    {
        await using var parts = Hosting.ServerParts.Create(new EmbeddedServerOptions());
        return [.. parts.Table.Names];
    }

    /// <summary>Ids that nothing has, so that every call is refused or answers at once.</summary>
    private async Task<(HttpStatusCode Status, string Message)> CallAsync(HttpRule rule)
    {
        using var request = new HttpRequestMessage(new HttpMethod(rule.Verb), new Uri(Field().Replace(rule.Path, "nothing"), UriKind.Relative));
        request.Content = rule.Body.Length > 0 ? new StringContent("{}", null, "application/json") : null;
        using var response = await _http!.SendAsync(request, TestContext.Current.CancellationToken);
        var body = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return (response.StatusCode, (string?)body?["message"] ?? "");
    }

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Field();
}
