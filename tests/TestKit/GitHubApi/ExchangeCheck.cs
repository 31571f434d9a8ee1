using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using BackgroundAgent.GitHubSimulator;

namespace BackgroundAgent.TestKit.GitHubApi;

/// <summary>Holds one request and its answer against the description.</summary>
internal sealed class ExchangeCheck(ApiDescription description)
{
    /// <summary>What GitHub's API calls JSON.</summary>
    private const string Json = "application/json";

    /// <summary>What does not fit, each with its place.</summary>
    public IReadOnlyList<string> Faults(ApiExchange exchange)
    {
        var where = $"{exchange.Method} {exchange.Path}{exchange.Query} -> {exchange.Status}";
        if (description.Find(exchange.Method, exchange.Path) is not var (operation, values))
        {
            return [$"{where}: the description has no such operation"];
        }

        return [.. OfParameters(operation, values, exchange).Concat(OfBody(operation, exchange)).Concat(OfAnswer(operation, exchange)).Select(fault => $"{where} ({operation.Template}): {fault}")];
    }

    private static IEnumerable<string> OfParameters(ApiOperation operation, Dictionary<string, string> values, ApiExchange exchange)
    {
        foreach (var parameter in operation.Parameters("path"))
        {
            var name = Text(parameter, "name");
            foreach (var fault in operation.Faults("path." + name, parameter["schema"]!, Typed(parameter, values[name])))
            {
                yield return fault;
            }
        }

        var known = operation.Parameters("query").ToDictionary(parameter => Text(parameter, "name"), StringComparer.Ordinal);
        var asked = exchange.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=', 2)).Select(pair => (Name: Uri.UnescapeDataString(pair[0]), Value: pair.Length < 2 ? "" : Uri.UnescapeDataString(pair[1]))).ToList();
        foreach (var (name, value) in asked)
        {
            if (!known.TryGetValue(name, out var parameter))
            {
                yield return $"query.{name}: no such parameter";
                continue;
            }

            foreach (var fault in operation.Faults("query." + name, parameter["schema"]!, Typed(parameter, value)))
            {
                yield return fault;
            }
        }

        foreach (var (name, _) in known.Where(pair => pair.Value["required"]?.GetValue<bool>() == true && asked.TrueForAll(one => one.Name != pair.Key)))
        {
            yield return $"query.{name}: required";
        }
    }

    private static IEnumerable<string> OfBody(ApiOperation operation, ApiExchange exchange)
    {
        if (exchange.RequestBody.Length == 0)
        {
            return operation.Body?["required"]?.GetValue<bool>() == true ? ["request: a body is required"] : [];
        }

        if (operation.Body?["content"] is not JsonObject content)
        {
            return ["request: a body where none is described"];
        }

        if (content[MediaType(exchange.RequestType)] is not JsonObject media)
        {
            return [$"request: media type {exchange.RequestType ?? "none"} instead of {string.Join(", ", content.Select(pair => pair.Key))}"];
        }

        using var body = JsonDocument.Parse(exchange.RequestBody);
        var schema = media["schema"]!;
        return [.. operation.Faults("request", schema, body.RootElement), .. Unknown(schema, body.RootElement)];
    }

    /// <summary>A member that GitHub does not know would be dropped silently.</summary>
    private static IEnumerable<string> Unknown(JsonNode schema, JsonElement body)
        => body.ValueKind != JsonValueKind.Object || schema["properties"] is not JsonObject known || schema["additionalProperties"] is not null
            ? []
            : body.EnumerateObject().Where(member => !known.ContainsKey(member.Name)).Select(member => $"request#/{member.Name}: no such member");

    private IEnumerable<string> OfAnswer(ApiOperation operation, ApiExchange exchange)
    {
        if (exchange.Status == 304)
        {
            return exchange.ResponseBody.Length == 0 ? [] : ["response: 304 with a body"];
        }

        var response = operation.Response(exchange.Status);
        if (response is null && exchange.Status < 400)
        {
            return ["response: this status is not described"];
        }

        var content = response?["content"]?.AsObject();
        if (content is null && response is not null && exchange.Status < 400)
        {
            return exchange.ResponseBody.Length == 0 ? [] : ["response: a body where none is described"];
        }

        if (MediaType(exchange.ResponseType) != Json || (content is not null && !content.ContainsKey(Json)))
        {
            return [$"response: media type {exchange.ResponseType ?? "none"}"];
        }

        using var body = JsonDocument.Parse(exchange.ResponseBody);

        // Refusals that an operation does not name look alike everywhere.
        var schema = content?[Json]!["schema"] ?? description.ErrorSchema;
        return [.. operation.Faults($"response.{exchange.Status}", schema, body.RootElement)];
    }

    /// <summary>A parameter's text as the type that its schema asks for.</summary>
    private static JsonElement Typed(JsonObject parameter, string text)
    {
        var type = parameter["schema"]?["type"]?.GetValue<string>();
        return type switch
        {
            "integer" when long.TryParse(text, CultureInfo.InvariantCulture, out var number) => JsonSerializer.SerializeToElement(number),
            "boolean" when bool.TryParse(text, out var truth) => JsonSerializer.SerializeToElement(truth),
            "array" => JsonSerializer.SerializeToElement(text.Split(',')),
            _ => JsonSerializer.SerializeToElement(text),
        };
    }

    private static string MediaType(string? header) => header?.Split(';')[0].Trim() ?? "";

    private static string Text(JsonObject parameter, string name) => parameter[name]!.GetValue<string>();
}
