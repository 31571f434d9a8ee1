using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using BackgroundAgent.TestKit.Npm;

namespace BackgroundAgent.TestKit.GitHubApi;

/// <summary>
/// GitHub's published OpenAPI description, from the npm package <c>@octokit/openapi</c>: loaded once for a test process, and of its operations only those
/// that are used.
/// </summary>
public sealed class ApiDescription
{
    private const string Package = "@octokit/openapi@23.0.2";
    private const string File = "package/generated/api.github.com.json";

    private static readonly Lazy<Task<(ApiDescription? Description, string Reason)>> Loading = new(LoadAsync);

    private readonly JsonObject components;
    private readonly Dictionary<string, List<string[]>> templates = new(StringComparer.Ordinal);
    private readonly JsonObject paths;
    private readonly ConcurrentDictionary<string, ApiOperation> operations = new();

    private ApiDescription(JsonObject root)
    {
        components = root["components"]!.AsObject();
        paths = root["paths"]!.AsObject();
        Version = root["info"]!["version"]!.GetValue<string>();
        foreach (var (path, methods) in paths)
        {
            foreach (var (method, _) in methods!.AsObject())
            {
                if (!templates.TryGetValue(method, out var known))
                {
                    templates[method] = known = [];
                }

                known.Add(path.Split('/'));
            }
        }
    }

    public string Version { get; }

    /// <returns>Null when npm or the package cannot be had, with the reason.</returns>
    public static Task<(ApiDescription? Description, string Reason)> GetAsync() => Loading.Value;

    /// <summary>The operation that a path means, and the values of its parameters; null: GitHub has none.</summary>
    internal (ApiOperation Operation, Dictionary<string, string> Values)? Find(string method, string path)
    {
        var verb = method.ToLowerInvariant();
        var segments = path.Split('/');

        // What is written out counts more than a parameter, as in every router.
        var best = templates.GetValueOrDefault(verb, [])
            .Where(template => Matches(template, segments))
            .OrderBy(template => template.Count(IsParameter)).ThenByDescending(template => template.Length)
            .FirstOrDefault();
        if (best is null)
        {
            return null;
        }

        var name = string.Join('/', best);
        var operation = operations.GetOrAdd($"{verb} {name}", _ => new ApiOperation(paths[name]![verb]!.AsObject(), components, name));
        return (operation, Values(best, segments));
    }

    /// <summary>The schema of errors that most operations leave out.</summary>
    internal JsonNode ErrorSchema => components["schemas"]!["basic-error"]!;

    private bool Matches(string[] template, string[] segments)
    {
        return template.Length <= segments.Length
            && template.Zip(segments).All(pair => IsParameter(pair.First) ? pair.Second.Length > 0 : pair.First == pair.Second)
            && (template.Length == segments.Length || EndsOpen(template));
    }

    /// <summary>Whether the last parameter takes many segments, such as the name of a branch.</summary>
    private bool EndsOpen(string[] template)
    {
        var methods = paths[string.Join('/', template)]!.AsObject();
        return IsParameter(template[^1]) && methods.Any(method => new ApiOperation(method.Value!.AsObject(), components, "").Parameters("path")
            .Any(parameter => "{" + parameter["name"]!.GetValue<string>() + "}" == template[^1] && parameter["x-multi-segment"]?.GetValue<bool>() == true));
    }

    private static Dictionary<string, string> Values(string[] template, string[] segments)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var place = 0; place < template.Length; place++)
        {
            if (IsParameter(template[place]))
            {
                var value = place == template.Length - 1 ? string.Join('/', segments[place..]) : segments[place];
                values[template[place].Trim('{', '}')] = Uri.UnescapeDataString(value);
            }
        }

        return values;
    }

    private static bool IsParameter(string segment) => segment.StartsWith('{');

    private static async Task<(ApiDescription? Description, string Reason)> LoadAsync()
    {
        var (content, reason) = await NpmPackage.ReadAsync(Package, File, CancellationToken.None);
        return content is null ? (null, reason) : (new ApiDescription(JsonNode.Parse(content)!.AsObject()), reason);
    }
}
