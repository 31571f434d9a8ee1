using System.Text.Json;
using System.Text.RegularExpressions;
using BackgroundAgent.Diagnosis.Reports;

namespace BackgroundAgent.Diagnosis.KnownIssues;

/// <summary>Reads known issues from JSON: one object, or a list of them. Also finds the block in the text of an issue, as Build Analysis does.</summary>
public static class KnownIssueFile
{
    /// <summary>Where a repository keeps its known issues.</summary>
    public const string RepositoryPath = ".bgagent/known-issues.json";

    /// <summary>Reruns that one issue may ask for at most.</summary>
    public const int MaxRetryLimit = 5;

    private const int MaxEntries = 1000;

    /// <param name="json">The content of a file, or the text of an issue with a fenced JSON block.</param>
    /// <param name="id">Names entries that have no <c>Id</c> of their own.</param>
    /// <param name="errors">What was wrong, one text a fault; a wrong entry is left out.</param>
    public static IReadOnlyList<KnownIssue> Read(string json, string id, out IReadOnlyList<string> errors)
    {
        var faults = new List<string>();
        errors = faults;
        try
        {
            using var document = JsonDocument.Parse(Block(json), new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
            var root = document.RootElement;
            var entries = root.ValueKind == JsonValueKind.Array ? root.EnumerateArray().Take(MaxEntries).ToList() : [root];
            return [.. entries.Select((e, i) => Entry(e, entries.Count == 1 ? id : $"{id}#{i + 1}", faults)).OfType<KnownIssue>()];
        }
        catch (JsonException e)
        {
            faults.Add($"{id}: {e.Message}");
            return [];
        }
    }

    private static string Block(string text)
    {
        var open = text.IndexOf("```json", StringComparison.OrdinalIgnoreCase);
        var start = open < 0 ? -1 : text.IndexOf('\n', open);
        var end = start < 0 ? -1 : text.IndexOf("```", start, StringComparison.Ordinal);
        return end < 0 ? text : text[start..end];
    }

    private static KnownIssue? Entry(JsonElement e, string id, List<string> faults)
    {
        var messages = Strings(e, "ErrorMessage");
        var patterns = Strings(e, "ErrorPattern");
        if (messages.Count == 0 == (patterns.Count == 0))
        {
            faults.Add($"{id}: exactly one of ErrorMessage and ErrorPattern must be given");
            return null;
        }

        foreach (var pattern in patterns)
        {
            try
            {
                _ = new Regex(pattern, RegexOptions.NonBacktracking);
            }
            catch (Exception x) when (x is ArgumentException or NotSupportedException)
            {
                faults.Add($"{id}: pattern '{pattern}': {x.Message}");
                return null;
            }
        }

        return new KnownIssue
        {
            Id = e.Text("Id") ?? id,
            Messages = messages,
            Patterns = patterns,
            BuildRetry = e.IsTrue("BuildRetry"),
            ExcludeConsoleLog = e.IsTrue("ExcludeConsoleLog"),
            RetryLimit = Math.Clamp(e.Number("RetryLimit") ?? 1, 0, MaxRetryLimit),
        };
    }

    private static List<string> Strings(JsonElement e, string name)
    {
        if (e.Text(name) is { Length: > 0 } one)
        {
            return [one];
        }

        return [.. e.Items(name).Where(i => i.ValueKind == JsonValueKind.String).Select(i => i.GetString()!).Where(s => s.Length > 0)];
    }
}
