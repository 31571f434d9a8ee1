using System.Globalization;
using BackgroundAgent.DevServer.Engine;
using BackgroundAgent.DevServer.Namespaces;

namespace BackgroundAgent.DevServer.Visibility;

/// <summary>Checks the attributes of a filter and brings its values to their types.</summary>
internal sealed class QueryBinder(NamespaceRecord @namespace)
{
    public Condition Bind(Condition condition) => condition switch
    {
        AndCondition and => new AndCondition(Bind(and.Left), Bind(and.Right)),
        OrCondition or => new OrCondition(Bind(or.Left), Bind(or.Right)),
        NotCondition not => new NotCondition(Bind(not.Inner)),
        NullCondition isNull => isNull with { Field = Known(isNull.Field) },
        CompareCondition compare => Compare(compare with { Field = Canonical(compare.Field) }),
        InCondition isIn => isIn with { Field = Known(isIn.Field), Values = [.. isIn.Values.Select(v => Value(Canonical(isIn.Field), v))] },
        BetweenCondition between => between with
        {
            Field = Known(between.Field),
            From = Value(Canonical(between.Field), between.From),
            To = Value(Canonical(between.Field), between.To),
        },
        _ => condition,
    };

    /// <summary>A name may be written with the prefix Custom or Temporal left out or in.</summary>
    public static string Canonical(string field) =>
        field == "ScheduleId" ? "WorkflowId" : SystemAttributes.TypeOf(field) is null && SystemAttributes.Predefined.ContainsKey("Temporal" + field) ? "Temporal" + field : field;

    public IndexedValueType TypeOf(string field) => SearchAttributeChecks.TypeOf(@namespace, field)
        ?? throw QueryException.Invalid($"column name '{field}' is not a valid search attribute");

    private string Known(string field)
    {
        var name = Canonical(field);
        TypeOf(name);
        return name;
    }

    private CompareCondition Compare(CompareCondition condition)
    {
        var type = TypeOf(condition.Field);
        if (type is IndexedValueType.Text or IndexedValueType.KeywordList && condition.Comparison is not (Comparison.Equal or Comparison.NotEqual))
        {
            var symbol = QueryText.Of(condition.Comparison);
            throw QueryException.Invalid(
                $"operator '{symbol}' not supported for {type} type search attribute in `{condition.Field} {symbol} {QueryText.Of(condition.Value)}`");
        }

        return condition with { Value = Value(condition.Field, condition.Value) };
    }

    private object Value(string field, object value)
    {
        if (field == "ExecutionStatus")
        {
            return Status(value);
        }

        if (field == "ExecutionDuration")
        {
            return Duration(value);
        }

        var type = TypeOf(field);
        return (type, value) switch
        {
            (IndexedValueType.Text, _) => new TextWords(Plain(value)),
            (IndexedValueType.Keyword, _) => Plain(value),
            (IndexedValueType.KeywordList, _) => new ListMember(Plain(value)),
            (IndexedValueType.Int, string text) when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n) => n,
            (IndexedValueType.Double, long number) => (double)number,
            (IndexedValueType.Double, string text) when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var n) => n,
            (IndexedValueType.Bool, string text) when bool.TryParse(text, out var flag) => flag,
            (IndexedValueType.Datetime, long nanoseconds) => DateTimeOffset.UnixEpoch.AddTicks(nanoseconds / 100),
            (IndexedValueType.Datetime, string text) when DateTimeOffset.TryParse(
                text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) => time,
            (IndexedValueType.Datetime, _) => throw QueryException.Invalid($"unable to parse datetime '{Plain(value)}'"),

            // A value of another type is taken, as by the genuine server on SQL; it equals nothing.
            _ => value,
        };
    }

    private static string Plain(object value) => value as string ?? QueryText.Of(value);

    private static string Status(object value)
    {
        if (value is long code)
        {
            return ((WorkflowExecutionStatus)code).ToString();
        }

        return value is string text && System.Enum.GetNames<WorkflowExecutionStatus>().FirstOrDefault(
                n => n.Equals(text, StringComparison.OrdinalIgnoreCase) && n != nameof(WorkflowExecutionStatus.Unspecified)) is { } name
            ? name
            : throw QueryException.Invalid($"invalid ExecutionStatus value '{value}'");
    }

    private static object Duration(object value)
    {
        if (value is long nanoseconds)
        {
            return nanoseconds;
        }

        var text = value as string ?? "";
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        if (GoDuration.TryParse(text, out var span) || TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out span))
        {
            return span.Ticks * 100;
        }

        throw new QueryException($"invalid value for search attribute ExecutionDuration: {value} (invalid duration)");
    }
}
