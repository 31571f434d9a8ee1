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

    private static readonly string[] Times = ["StartTime", "HeartbeatTime"];

    /// <summary>The genuine server parses the filter as the end of this statement and counts from its beginning.</summary>
    private const string Statement = "select * from table1 where ";

    private readonly Condition? _where;

    public WorkerFilter(string query)
    {
        try
        {
            _where = QueryParser.Parse(query).Where;
        }
        catch (QueryException e)
        {
            throw RpcErrors.InvalidArgument(e.SyntaxErrorAfter(Statement) is { } error ? "malformed query: " + error : e.Reason);
        }
    }

    /// <summary>As by the genuine server, no worker matches a condition that cannot be asked of workers, such as one on an unknown attribute.</summary>
    public bool Matches(WorkerHeartbeat worker) => _where is null || Matches(worker, _where) == true;

    /// <summary>Null when it cannot be asked; what the left side of AND and OR decides alone needs no right side.</summary>
    private static bool? Matches(WorkerHeartbeat worker, Condition condition)
    {
        switch (condition)
        {
            case AndCondition and:
                return Matches(worker, and.Left) is var left && left == true ? Matches(worker, and.Right) : left;
            case OrCondition or:
                return Matches(worker, or.Left) is var first && first == false ? Matches(worker, or.Right) : first;
            case NullCondition isNull when Attributes.TryGetValue(isNull.Field, out var read):
                return (read(worker) is null or "") != isNull.Not;
            case CompareCondition compare when Attributes.TryGetValue(compare.Field, out var read):
                return Compare(read(worker), compare.Comparison, compare.Value);
            case BetweenCondition between when Times.Contains(between.Field):
                return Attributes[between.Field](worker) is DateTimeOffset time ? Between(time, between) : false;
            default:
                return null;
        }
    }

    private static bool? Between(DateTimeOffset time, BetweenCondition between) => (Moment(between.From), Moment(between.To)) switch
    {
        ({ } from, { } to) => (time >= from && time <= to) != between.Not,
        _ => null,
    };

    private static bool? Compare(object? value, Comparison comparison, object wanted) => value switch
    {
        null => comparison == Comparison.NotEqual,
        DateTimeOffset time => Moment(wanted) is { } moment ? Order(time.CompareTo(moment), comparison) : null,
        _ => Text(wanted) is { Length: > 0 } text ? Compare((string)value, comparison, text) : null,
    };

    private static bool? Compare(string value, Comparison comparison, string wanted) => comparison switch
    {
        Comparison.StartsWith => value.StartsWith(wanted, StringComparison.Ordinal),
        Comparison.NotStartsWith => !value.StartsWith(wanted, StringComparison.Ordinal),
        Comparison.Equal => value == wanted,
        Comparison.NotEqual => value != wanted,
        _ => null,
    };

    private static string? Text(object wanted) => Convert.ToString(wanted, CultureInfo.InvariantCulture);

    private static DateTimeOffset? Moment(object wanted) =>
        DateTimeOffset.TryParse(Text(wanted), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment : null;

    private static bool? Order(int order, Comparison comparison) => comparison switch
    {
        Comparison.Equal => order == 0,
        Comparison.NotEqual => order != 0,
        Comparison.Less => order < 0,
        Comparison.LessOrEqual => order <= 0,
        Comparison.Greater => order > 0,
        Comparison.GreaterOrEqual => order >= 0,
        _ => null,
    };
}
