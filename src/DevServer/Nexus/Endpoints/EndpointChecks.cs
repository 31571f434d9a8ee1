using System.Text.RegularExpressions;
using BackgroundAgent.DevServer.Engine;
using BackgroundAgent.DevServer.Namespaces;
using BackgroundAgent.DevServer.Rpc;
using Temporalio.Api.Nexus.V1;

namespace BackgroundAgent.DevServer.Nexus.Endpoints;

/// <summary>What an endpoint must be; everything wrong with it is told at once.</summary>
internal sealed partial class EndpointChecks(NamespaceRegistry namespaces, NexusLimits limits)
{
    private const string NamePattern = "^[a-zA-Z][a-zA-Z0-9\\-]*[a-zA-Z0-9]$";

    public void Spec(EndpointSpec? spec)
    {
        var issues = new List<string>();
        Name(spec?.Name ?? "", issues);
        switch (spec?.Target?.VariantCase)
        {
            case EndpointTarget.VariantOneofCase.Worker:
                Worker(spec.Target.Worker, issues);
                break;
            case EndpointTarget.VariantOneofCase.External:
                External(spec.Target.External.Url, issues);
                break;
            default:
                issues.Add("empty target variant");
                throw Error(issues);
        }

        if (spec.Description is { } description && description.CalculateSize() > NexusLimits.DescriptionBytes)
        {
            issues.Add($"description size exceeds limit of {NexusLimits.DescriptionBytes}");
        }

        if (issues.Count > 0)
        {
            throw Error(issues);
        }
    }

    public static void Id(string id)
    {
        if (IdIssue(id) is { } issue)
        {
            throw Error([issue]);
        }
    }

    public static void Delete(string id, long version)
    {
        List<string> issues = IdIssue(id) is { } issue ? [issue] : [];
        if (version <= 0)
        {
            issues.Add("endpoint version is non-positive");
        }

        if (issues.Count > 0)
        {
            throw Error(issues);
        }
    }

    public int PageSize(int requested)
    {
        if (requested < 0)
        {
            throw RpcErrors.InvalidArgument("page_size is negative");
        }

        if (requested > limits.LongestEndpointPage)
        {
            throw RpcErrors.InvalidArgument($"page_size exceeds limit of {limits.LongestEndpointPage}");
        }

        return requested == 0 ? limits.EndpointPage : requested;
    }

    private static string? IdIssue(string id)
    {
        if (id.Length == 0)
        {
            return "endpoint ID not set";
        }

        return Guid.TryParse(id, out _) ? null : $"malformed endpoint ID: \"invalid UUID length: {id.Length}\"";
    }

    private void Name(string name, List<string> issues)
    {
        if (name.Length == 0)
        {
            issues.Add("endpoint name not set");
            return;
        }

        if (name.Length > limits.EndpointName)
        {
            issues.Add($"endpoint name exceeds length limit of {limits.EndpointName}");
        }

        if (!NameShape().IsMatch(name))
        {
            issues.Add($"endpoint name must match the regex: \"{NamePattern.Replace("\\", "\\\\", StringComparison.Ordinal)}\"");
        }
    }

    private void Worker(EndpointTarget.Types.Worker worker, List<string> issues)
    {
        if (worker.Namespace.Length == 0)
        {
            issues.Add("target namespace not set");
        }
        else if (namespaces.Find(worker.Namespace) is null)
        {
            throw RpcErrors.FailedPrecondition($"could not verify namespace referenced by target exists: Namespace {worker.Namespace} is not found.");
        }

        if (worker.TaskQueue.Length == 0)
        {
            issues.Add("invalid target task queue: \"taskQueue is not set\"");
        }
        else if (worker.TaskQueue.Length > Limits.MaxIdLength)
        {
            issues.Add("invalid target task queue: \"taskQueue length exceeds limit\"");
        }
    }

    private void External(string url, List<string> issues)
    {
        if (url.Length == 0)
        {
            issues.Add("empty target URL");
        }
        else if (url.Length > limits.EndpointUrl)
        {
            issues.Add($"target URL length exceeds limit of {limits.EndpointUrl}");
        }
        else if (!Uri.TryCreate(url, UriKind.RelativeOrAbsolute, out var parsed) || HasControl(url))
        {
            issues.Add($"invalid target URL: parse \"{url}\": invalid URL");
        }
        else if (!parsed.IsAbsoluteUri || (parsed.Scheme != Uri.UriSchemeHttp && parsed.Scheme != Uri.UriSchemeHttps))
        {
            issues.Add($"invalid target URL scheme: \"{(parsed.IsAbsoluteUri ? parsed.Scheme : "")}\", expected http or https");
        }
    }

    private static bool HasControl(string url) => url.Any(char.IsControl) || url.StartsWith(':');

    private static RpcException Error(List<string> issues) => RpcErrors.InvalidArgument(string.Join(", ", issues));

    /// <summary><see cref="NamePattern"/>, with the end of the text where that pattern allows a line break after it.</summary>
    [GeneratedRegex("^[a-zA-Z][a-zA-Z0-9\\-]*[a-zA-Z0-9]\\z", RegexOptions.CultureInvariant)]
    private static partial Regex NameShape();
}
