using System.Globalization;
using BackgroundAgent.DevServer.Rpc;
using BackgroundAgent.DevServer.Visibility;
using Temporalio.Api.Worker.V1;

namespace BackgroundAgent.DevServer.Workers;

/// <summary>A filter of workers by what their heartbeats say: text attributes, and the two times.</summary>
internal sealed class WorkerFilter
{
    private static readonly Dictionary<string, Func<WorkerHeartbeat, object?>> Attributes = new(StringComparer.Ordinal)
    {
        ["WorkerInstanceKey"] = h => h.WorkerInstanceKey,
        ["WorkerIdentity"] = h => h.WorkerIdentity,
        ["HostName"] = h => h.HostInfo?.HostName ?? "",
        ["TaskQueue"] = h => h.TaskQueue,
        ["DeploymentName"] = h => h.DeploymentVersion?.DeploymentName ?? "",
        ["BuildId"] = h => h.DeploymentVersion?.BuildId ?? "",
        ["SdkName"] = h => h.SdkName,
        ["SdkVersion"] = h => h.SdkVersion,
        ["WorkerStatus"] = h => h.Status.ToString(),
        ["Status"] = h => h.Status.ToString(),
        ["status"] = h => h.Status.ToString(),
        ["StartTime"] = h => h.StartTime?.ToDateTimeOffset(),
        ["HeartbeatTime"] = h => h.HeartbeatTime?.ToDateTimeOffset(),
    };

    private readonly Condition? _where;

    public WorkerFilter(string query)
    {
        try
        {
            _where = QueryParser.Parse(query).Where;
        }
        catch (QueryException e)
        {
            throw RpcErrors.InvalidArgument($"malformed query: {e.Message}");
        }

        if (_where?.Fields.FirstOrDefault(f => !Attributes.ContainsKey(f)) is { } unknown)
        {
            throw RpcErrors.InvalidArgument($"invalid expression: unknown or unsupported search field: {unknown}");
        }
    }

    public bool Matches(WorkerHeartbeat worker) => _where is null || Matches(worker, _where);

    private static bool Matches(WorkerHeartbeat worker, Condition condition) => condition switch
    {
        AndCondition and => Matches(worker, and.Left) && Matches(worker, and.Right),
        OrCondition or => Matches(worker, or.Left) || Matches(worker, or.Right),
        NotCondition not => !Matches(worker, not.Inner),
        NullCondition isNull => (Attributes[isNull.Field](worker) is null or "") != isNull.Not,
        CompareCondition compare => Compare(Attributes[compare.Field](worker), compare.Comparison, compare.Value),
        InCondition isIn => isIn.Values.Any(v => Compare(Attributes[isIn.Field](worker), Comparison.Equal, v)) != isIn.Not,
        BetweenCondition between => (Compare(Attributes[between.Field](worker), Comparison.GreaterOrEqual, between.From) &&
            Compare(Attributes[between.Field](worker), Comparison.LessOrEqual, between.To)) != between.Not,
        _ => false,
    };

    private static bool Compare(object? value, Comparison comparison, object wanted)
    {
        var text = Convert.ToString(wanted, CultureInfo.InvariantCulture) ?? "";
        switch (value)
        {
            case null:
                return comparison == Comparison.NotEqual;
            case DateTimeOffset time:
                return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
                    ? Order(time.CompareTo(moment), comparison)
                    : throw RpcErrors.InvalidArgument($"invalid expression: {text} is not a time");
            default:
                return comparison switch
                {
                    Comparison.StartsWith => ((string)value).StartsWith(text, StringComparison.Ordinal),
                    Comparison.NotStartsWith => !((string)value).StartsWith(text, StringComparison.Ordinal),
                    Comparison.Equal => (string)value == text,
                    Comparison.NotEqual => (string)value != text,
                    _ => throw RpcErrors.InvalidArgument($"operation is not supported: {comparison} of text"),
                };
        }
    }

    private static bool Order(int order, Comparison comparison) => comparison switch
    {
        Comparison.Equal => order == 0,
        Comparison.NotEqual => order != 0,
        Comparison.Less => order < 0,
        Comparison.LessOrEqual => order <= 0,
        Comparison.Greater => order > 0,
        Comparison.GreaterOrEqual => order >= 0,
        _ => throw RpcErrors.InvalidArgument($"operation is not supported: {comparison} of times"),
    };
}
