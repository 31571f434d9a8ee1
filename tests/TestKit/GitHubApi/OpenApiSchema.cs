using System.Text.Json.Nodes;

namespace BackgroundAgent.TestKit.GitHubApi;

/// <summary>
/// Writes a schema of OpenAPI 3.0 as JSON Schema 2020-12, with every schema that it refers to beside it. The two differ in <c>nullable</c>, in what
/// stands beside a <c>$ref</c> (nothing counts) and in formats; descriptions and examples are left out.
/// </summary>
internal sealed class OpenApiSchema(JsonObject components)
{
    private const string Reference = "#/components/schemas/";

    /// <summary>Formats that are checked; the others of GitHub's description have no common meaning.</summary>
    private static readonly string[] Formats = ["date-time", "date", "uri"];

    private static readonly string[] Copied =
    [
        "required", "minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties", "uniqueItems", "pattern",
    ];

    private readonly JsonObject definitions = [];

    /// <summary>The schema with its <c>$defs</c>.</summary>
    public JsonObject Of(JsonNode schema)
    {
        var root = Translate(schema.AsObject());
        root["$schema"] = "https://json-schema.org/draft/2020-12/schema";
        root["$defs"] = definitions;
        return root;
    }

    private JsonObject Translate(JsonObject schema)
    {
        if (schema["$ref"]?.GetValue<string>() is { } reference)
        {
            return new JsonObject { ["$ref"] = Define(reference) };
        }

        var result = Members(schema);
        var nullable = schema["nullable"]?.GetValue<bool>() == true;
        if (schema["type"]?.GetValue<string>() is { } type)
        {
            result["type"] = nullable ? new JsonArray(type, "null") : type;
        }
        else if (nullable)
        {
            return new JsonObject { ["anyOf"] = new JsonArray(new JsonObject { ["type"] = "null" }, result) };
        }

        if (schema["enum"] is JsonArray values)
        {
            var allowed = values.DeepClone().AsArray();
            if (nullable && !allowed.Any(value => value is null))
            {
                allowed.Add(null);
            }

            result["enum"] = allowed;
        }

        return result;
    }

    private JsonObject Members(JsonObject schema)
    {
        var result = new JsonObject();
        foreach (var name in Copied.Where(schema.ContainsKey))
        {
            result[name] = schema[name]!.DeepClone();
        }

        if (schema["format"]?.GetValue<string>() is { } format && Formats.Contains(format, StringComparer.Ordinal))
        {
            result["format"] = format;
        }

        if (schema["properties"] is JsonObject properties)
        {
            result["properties"] = new JsonObject(properties.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)Translate(pair.Value!.AsObject()))));
        }

        foreach (var name in (string[])["items", "additionalProperties", "not"])
        {
            if (schema[name] is { } inner)
            {
                result[name] = inner is JsonObject one ? Translate(one) : inner.DeepClone();
            }
        }

        foreach (var name in (string[])["allOf", "anyOf", "oneOf"])
        {
            if (schema[name] is JsonArray choices)
            {
                // GitHub's description has choices that overlap ("oneOf" a string, or a string or null): one that fits is enough.
                var key = name == "oneOf" ? "anyOf" : name;
                var translated = new JsonArray([.. choices.Select(choice => (JsonNode?)Translate(choice!.AsObject()))]);
                result[key] = translated;
            }
        }

        return result;
    }

    private string Define(string reference)
    {
        var name = reference.StartsWith(Reference, StringComparison.Ordinal) ? reference[Reference.Length..] : throw new InvalidDataException($"{reference} is no schema.");
        if (!definitions.ContainsKey(name))
        {
            definitions[name] = new JsonObject();
            definitions[name] = Translate(components[name]?.AsObject() ?? throw new InvalidDataException($"{reference} is not described."));
        }

        return $"#/$defs/{name}";
    }
}
