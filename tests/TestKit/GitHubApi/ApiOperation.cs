using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;

namespace BackgroundAgent.TestKit.GitHubApi;

/// <summary>One method of one path of the description. Schemas are built when they are first needed.</summary>
internal sealed class ApiOperation(JsonObject description, JsonObject components, string template)
{
    private static readonly EvaluationOptions Evaluation = new() { OutputFormat = OutputFormat.Hierarchical, RequireFormatValidation = true };

    private readonly ConcurrentDictionary<string, JsonSchema?> schemas = new();

    public string Template => template;

    public IEnumerable<JsonObject> Parameters(string place) => description["parameters"]?.AsArray().Select(parameter => Resolved(parameter!))
        .Where(parameter => parameter["in"]!.GetValue<string>() == place) ?? [];

    public JsonObject? Body => description["requestBody"] is { } body ? Resolved(body) : null;

    /// <summary>What is said of an answer; null: nothing.</summary>
    public JsonObject? Response(int status) => (description["responses"]![$"{status}"] ?? description["responses"]!["default"]) is { } response ? Resolved(response) : null;

    /// <summary>Checks a value by the schema that <paramref name="schema"/> is, and names what does not fit.</summary>
    /// <param name="key">Of the schema, unique in this operation.</param>
    /// <param name="schema">As the description has it.</param>
    /// <param name="value">What is checked.</param>
    public IEnumerable<string> Faults(string key, JsonNode schema, JsonElement value)
    {
        var built = schemas.GetOrAdd(key, _ => JsonSchema.FromText(
            new OpenApiSchema(components["schemas"]!.AsObject()).Of(schema).ToJsonString(), new BuildOptions { SchemaRegistry = new SchemaRegistry() }));
        return Errors(built!.Evaluate(value, Evaluation)).Select(error => $"{key}#{error}").Distinct(StringComparer.Ordinal);
    }

    /// <summary>What does not fit; a choice of which another part fits is no fault.</summary>
    private static IEnumerable<string> Errors(EvaluationResults result) => result.IsValid ? [] : (result.Errors ?? [])
        .Select(error => $"{result.InstanceLocation}: {error.Value}").Concat((result.Details ?? []).SelectMany(Errors));

    private JsonObject Resolved(JsonNode node)
    {
        if (node["$ref"]?.GetValue<string>() is not { } reference)
        {
            return node.AsObject();
        }

        // Such as "#/components/parameters/owner".
        var parts = reference.Split('/');
        return components[parts[2]]![parts[3]]!.AsObject();
    }
}
