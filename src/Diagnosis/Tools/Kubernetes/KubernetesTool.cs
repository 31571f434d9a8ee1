using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tools.Kubernetes;

/// <summary>What kubectl and helm say about manifests, charts and the cluster.</summary>
internal sealed class KubernetesTool : IToolParser
{
    public const string Name = "kubectl";

    private static readonly LinePattern[] Charts =
    [
        new("{any}template: {file}:{line}:{col}: {msg}"),
        new("{any}template: {file}:{line}: {msg}"),
        new("{any}error at ({file}:{line}:{col}): {msg}"),
        new("{any}error at ({file}:{line}): {msg}"),
        new("{any}YAML parse error on {file}: {msg}"),
        new("failed to parse {file}: {msg}"),
    ];

    // What kubectl says behind "error: " and nobody else does.
    private static readonly byte[][] Phrases =
    [
        .. new[]
        {
            "error validating ", "error parsing ", "the path \"", "unable to recognize ", "unable to decode ", "no matches for kind", "resource mapping not found", "You must be logged in to the server",
            "timed out waiting for the condition", "the server doesn't have a resource type", "no objects passed to apply", "current-context must exist", "context \"",
        }.Select(System.Text.Encoding.ASCII.GetBytes),
    ];

    public static Tool Definition { get; } = new(
        Name,
        ["^error: ", "^error from server", " is invalid: ", "exceeded its progress deadline", "[error] templates/", "^[error] chart.yaml", "^[error] values.yaml", "chart(s) failed", "^unable to connect to the server"],
        () => new KubernetesTool());

    public LineUse Read(in LogLine line, IFindingSink sink)
    {
        var body = line.Body;
        if (body.TryCut(" chart(s) linted, "u8, out _, out var totals))
        {
            sink.Ended((totals.NumberBefore(" chart(s) failed"u8) ?? 0) > 0 ? LogOutcome.Failed : LogOutcome.Passed, EndOf.Tool, line.Number);
            return LineUse.Take;
        }

        var text = body.TryAfter("Error: "u8, out var rest) || body.TryAfter("error: "u8, out rest) || body.TryAfter("[ERROR] "u8, out rest) ? rest : body;
        if (TryChart(line, text, sink) || TryLintRow(line, body, text, sink))
        {
            return LineUse.Take;
        }

        if (!IsOurs(body, text))
        {
            return LineUse.Pass;
        }

        var late = text.StartsWith("timed out waiting"u8) || text.Has("exceeded its progress deadline"u8);
        sink.Add(new Draft { Tool = Name, Category = late ? FindingCategory.Timeout : FindingCategory.Configuration, Message = text.Decode(), File = FileIn(text), LogLine = line.Number });
        sink.Ended(LogOutcome.Failed, EndOf.Tool, line.Number);
        return LineUse.Take;
    }

    private static bool TryChart(in LogLine line, ReadOnlySpan<byte> text, IFindingSink sink)
    {
        var installs = text.StartsWith("INSTALLATION FAILED: "u8) || text.StartsWith("UPGRADE FAILED: "u8);
        var placed = LinePattern.TryMatchAny(Charts, text, out var match) && PathText.IsSurelyPath(match.File) && (match.File.Has("templates/"u8) || match.File.EndsWith(".yaml"u8));
        if (!placed && !installs)
        {
            return false;
        }

        var draft = new Draft { Tool = "helm", Category = FindingCategory.Configuration, Message = text.Decode(), LogLine = line.Number };
        if (placed)
        {
            draft.With(match);
            draft.Line ??= LineIn(match.Message);
        }

        sink.Add(draft);
        sink.Ended(LogOutcome.Failed, EndOf.Tool, line.Number);
        return true;
    }

    /// <summary>A row of <c>helm lint</c>: <c>[ERROR] Chart.yaml: version 'one' is not a valid SemVer</c>.</summary>
    private static bool TryLintRow(in LogLine line, ReadOnlySpan<byte> body, ReadOnlySpan<byte> text, IFindingSink sink)
    {
        if (!body.StartsWith("[ERROR] "u8) || !text.TryCut(": "u8, out var file, out var message) || !PathText.IsSurelyPath(file))
        {
            return false;
        }

        sink.Add(new Draft { Tool = "helm", Category = FindingCategory.Configuration, Message = message.Decode(), File = file.Decode(), Line = LineIn(message), LogLine = line.Number });
        return true;
    }

    private static bool IsOurs(ReadOnlySpan<byte> body, ReadOnlySpan<byte> text)
    {
        if (body.StartsWith("Error from server"u8) || body.StartsWith("Unable to connect to the server"u8) || (body.StartsWith("The "u8) && body.Has("\" is invalid: "u8)))
        {
            return true;
        }

        if (text.Length == body.Length)
        {
            return false;
        }

        foreach (var phrase in Phrases)
        {
            if (text.StartsWith(phrase))
            {
                return true;
            }
        }

        return text.Has("exceeded its progress deadline"u8);
    }

    /// <summary>"error when creating "deploy.yaml": …", "error parsing deploy.yaml: …".</summary>
    private static string? FileIn(ReadOnlySpan<byte> text)
    {
        if (text.TryCut("error when creating \""u8, out _, out var rest) || text.TryCut("error validating \""u8, out _, out rest) || text.TryCut("the path \""u8, out _, out rest))
        {
            return rest.TryCut("\""u8, out var quoted, out _) && PathText.IsSurelyPath(quoted) ? quoted.Decode() : null;
        }

        return text.TryAfter("error parsing "u8, out rest) && rest.TryCut(": "u8, out var file, out _) && PathText.IsSurelyPath(file) ? file.Decode() : null;
    }

    private static int? LineIn(ReadOnlySpan<byte> text)
        => text.TryCut("yaml: line "u8, out _, out var rest) && rest.TryTakeInt(out var number) ? number : null;
}
