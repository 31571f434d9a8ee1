using BackgroundAgent.DevServer.Engine;
using BackgroundAgent.DevServer.Namespaces;

namespace BackgroundAgent.DevServer.Visibility;

/// <summary>A filter bound to a namespace: attribute names checked, values brought to the attribute's type.</summary>
internal sealed class QueryFilter
{
    private readonly NamespaceRecord _namespace;
    private readonly Condition? _where;

    private QueryFilter(NamespaceRecord @namespace, Condition? where, string? group) => (_namespace, _where, Group) = (@namespace, where, group);

    public string? Group { get; }

    public bool Names(string field) => _where?.Fields.Contains(field) == true;

    public static QueryFilter Create(NamespaceRecord @namespace, string query)
    {
        try
        {
            var parsed = QueryParser.Parse(query);
            var binder = new QueryBinder(@namespace);
            var group = parsed.Group is null ? null : QueryBinder.Canonical(parsed.Group);
            if (group is not null)
            {
                binder.TypeOf(group);
                if (group != "ExecutionStatus")
                {
                    throw QueryException.Unsupported("'GROUP BY' clause is only supported for ExecutionStatus");
                }
            }

            return new QueryFilter(@namespace, parsed.Where is null ? null : binder.Bind(parsed.Where), group);
        }
        catch (QueryException e)
        {
            throw Rpc.RpcErrors.InvalidArgument(e.Message);
        }
    }

    public bool Matches(RunRecord record) => _where is null || Matches(record, _where) == true;

    /// <summary>True, false, or null for unknown: as in SQL, a missing attribute makes a comparison unknown, and so its negation.</summary>
    private bool? Matches(RunRecord record, Condition condition)
    {
        switch (condition)
        {
            case AndCondition and:
                return Matches(record, and.Left) & Matches(record, and.Right);
            case OrCondition or:
                return Matches(record, or.Left) | Matches(record, or.Right);
            case NotCondition not:
                return !Matches(record, not.Inner);
            case NullCondition isNull:
                return RunFields.Read(_namespace, record, isNull.Field) is null != isNull.Not;
            case CompareCondition compare:
                return Compare(RunFields.Read(_namespace, record, compare.Field), compare.Comparison, compare.Value);
            case InCondition isIn:
                return In(RunFields.Read(_namespace, record, isIn.Field), isIn);
            case BetweenCondition between:
                var value = RunFields.Read(_namespace, record, between.Field);
                return value is null or List<string> ? null : (Order(value, between.From) >= 0 && Order(value, between.To) <= 0) != between.Not;
            default:
                throw new InvalidOperationException($"unknown condition {condition}");
        }
    }

    private static bool? In(object? value, InCondition condition) => value is null
        ? Unknown(condition.Values[0], condition.Not)
        : condition.Values.Any(v => Compare(value, Comparison.Equal, v) == true) != condition.Not;

    public static bool? Compare(object? value, Comparison comparison, object wanted)
    {
        if (value is null)
        {
            return Unknown(wanted, comparison == Comparison.NotEqual);
        }

        if (value is List<string> list)
        {
            return comparison == Comparison.Equal == list.Contains(((ListMember)wanted).Text);
        }

        return comparison switch
        {
            Comparison.Equal => Equal(value, wanted),
            Comparison.NotEqual => !Equal(value, wanted),
            Comparison.Less => Order(value, wanted) < 0,
            Comparison.LessOrEqual => Order(value, wanted) <= 0,
            Comparison.Greater => Order(value, wanted) > 0,
            Comparison.GreaterOrEqual => Order(value, wanted) >= 0,
            Comparison.StartsWith => Starts(value, wanted),
            Comparison.NotStartsWith => !Starts(value, wanted),
            _ => false,
        };
    }

    /// <summary>Lists and words are kept in tables of their own, so "not among them" is true of a run that has none.</summary>
    private static bool? Unknown(object wanted, bool negated) => wanted is ListMember or TextWords ? negated : null;

    private static bool Starts(object value, object wanted) =>
        value is string text && wanted is string start && text.StartsWith(start, StringComparison.Ordinal);

    private static bool Equal(object value, object wanted) => wanted is TextWords words ? words.Matches((string)value) : Order(value, wanted) == 0;

    private static int Order(object value, object wanted) => (value, wanted) switch
    {
        (string a, string b) => string.CompareOrdinal(a, b),
        (string a, TextWords b) => b.Matches(a) ? 0 : 1,
        (long a, long b) => a.CompareTo(b),
        (double a, double b) => a.CompareTo(b),
        (bool a, bool b) => a.CompareTo(b),
        (DateTimeOffset a, DateTimeOffset b) => a.CompareTo(b),
        (long a, double b) => ((double)a).CompareTo(b),

        // A value of another type is greater than all, as text is greater than numbers in SQLite.
        _ => -1,
    };
}

/// <summary>A value looked for in a KeywordList.</summary>
internal sealed record ListMember(string Text);

/// <summary>The words a Text attribute is searched for: any of them is enough, upper and lower case are the same.</summary>
internal sealed record TextWords(string Text)
{
    private static readonly char[] Separators = [.. Enumerable.Range(0, 128).Select(i => (char)i).Where(c => !char.IsLetterOrDigit(c))];

    private readonly string[] _words = Text.Split(Separators, StringSplitOptions.RemoveEmptyEntries);

    public bool Matches(string value)
    {
        var have = value.Split(Separators, StringSplitOptions.RemoveEmptyEntries);
        return _words.Any(w => have.Contains(w, StringComparer.OrdinalIgnoreCase));
    }
}
