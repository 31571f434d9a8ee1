using System.Globalization;
using System.Text.RegularExpressions;
using BackgroundAgent.DevServer.Engine;
using NexusLink = Temporalio.Api.Nexus.V1.Link;

namespace BackgroundAgent.DevServer.Nexus.Wire;

/// <summary>
/// Links between callers and handlers: a URL and a type on the wire, a message in events. The URLs are those that Temporal's SDKs write:
/// temporal:///namespaces/N/workflows/W/R/history?referenceType=…
/// </summary>
internal static partial class NexusLinks
{
    private const string EventReference = "EventReference";
    private const string RequestIdReference = "RequestIdReference";

    private static readonly string WorkflowEvent = Link.Types.WorkflowEvent.Descriptor.FullName;

    public static Link ToEvent(RunKey key, long eventId, EventType type) => new()
    {
        WorkflowEvent = new Link.Types.WorkflowEvent
        {
            Namespace = key.Namespace,
            WorkflowId = key.WorkflowId,
            RunId = key.RunId,
            EventRef = new Link.Types.WorkflowEvent.Types.EventReference { EventId = eventId, EventType = type },
        },
    };

    /// <summary>For an event that may not have its number yet.</summary>
    public static Link ToRequest(RunKey key, string requestId, EventType type) => new()
    {
        WorkflowEvent = new Link.Types.WorkflowEvent
        {
            Namespace = key.Namespace,
            WorkflowId = key.WorkflowId,
            RunId = key.RunId,
            RequestIdRef = new Link.Types.WorkflowEvent.Types.RequestIdReference { RequestId = requestId, EventType = type },
        },
    };

    /// <summary>Null for a link that has no form on the wire.</summary>
    public static NexusLink? Write(Link link)
    {
        if (link.WorkflowEvent is not { } to)
        {
            return null;
        }

        var query = to.RequestIdRef is { } request
            ? $"eventType={Name(request.EventType)}&referenceType={RequestIdReference}&requestID={Escape(request.RequestId)}"
            : $"{(to.EventRef is { EventId: > 0 } e ? $"eventID={e.EventId}&" : "")}eventType={Name(to.EventRef?.EventType ?? default)}&referenceType={EventReference}";
        return new NexusLink
        {
            Url = $"temporal:///namespaces/{Escape(to.Namespace)}/workflows/{Escape(to.WorkflowId)}/{Escape(to.RunId)}/history?{query}",
            Type = WorkflowEvent,
        };
    }

    /// <summary>The links that can be understood. The others are dropped: an operation does not fail over a link.</summary>
    public static IReadOnlyList<Link> Read(IEnumerable<NexusLink> links) => [.. links.Select(Read).OfType<Link>()];

    private static Link? Read(NexusLink link)
    {
        if (link.Type != WorkflowEvent || Shape().Match(link.Url) is not { Success: true } match)
        {
            return null;
        }

        var query = match.Groups["query"].Value.Split('&').Select(p => p.Split('=', 2)).Where(p => p.Length == 2)
            .GroupBy(p => p[0], StringComparer.Ordinal).ToDictionary(g => g.Key, g => Unescape(g.First()[1].Replace('+', ' ')), StringComparer.Ordinal);
        if (!TryType(query.GetValueOrDefault("eventType", ""), out var type))
        {
            return null;
        }

        var key = new RunKey(Unescape(match.Groups["namespace"].Value), Unescape(match.Groups["workflow"].Value), Unescape(match.Groups["run"].Value));
        switch (query.GetValueOrDefault("referenceType"))
        {
            case EventReference:
                var id = query.GetValueOrDefault("eventID", "0");
                return long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? ToEvent(key, number, type) : null;
            case RequestIdReference:
                return ToRequest(key, query.GetValueOrDefault("requestID", ""), type);
            default:
                return null;
        }
    }

    private static bool TryType(string name, out EventType type)
    {
        if (System.Enum.TryParse(name, ignoreCase: false, out type) && System.Enum.IsDefined(type))
        {
            return true;
        }

        // Some write the name of the protocol: EVENT_TYPE_WORKFLOW_EXECUTION_STARTED.
        var plain = name.Replace("EVENT_TYPE_", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal);
        return plain.Length > 0 && System.Enum.TryParse(plain, ignoreCase: true, out type) && System.Enum.IsDefined(type);
    }

    private static string Name(EventType type) => type.ToString();

    private static string Escape(string text) => Uri.EscapeDataString(text);

    private static string Unescape(string text) => Uri.UnescapeDataString(text);

    [GeneratedRegex(@"^temporal://[^/?]*/namespaces/(?<namespace>[^/]+)/workflows/(?<workflow>[^/]+)/(?<run>[^/]+)/history\?(?<query>.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}
