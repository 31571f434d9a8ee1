using System.Globalization;

namespace BackgroundAgent.DevServer.Visibility;

/// <summary>
/// Parses list filters: comparisons, BETWEEN, IN, STARTS_WITH, IS NULL, AND, OR, NOT, parentheses, and GROUP BY at the end.
/// ORDER BY is refused, as the genuine server does on SQL stores.
/// </summary>
internal sealed class QueryParser
{
    private const int MaxDepth = 200;

    private readonly List<QueryToken> _tokens;
    private int _at;
    private int _depth;

    private QueryParser(List<QueryToken> tokens) => _tokens = tokens;

    private QueryToken Current => _tokens[_at];

    public static ParsedQuery Parse(string query)
    {
        var parser = new QueryParser(QueryLexer.Read(query));
        Condition? where = null;
        if (parser.Current.Kind != TokenKind.End && !parser.Current.Is("group") && !parser.Current.Is("order"))
        {
            where = parser.ParseOr();
        }

        var group = parser.ParseGroup();
        if (parser.Current.Is("order"))
        {
            throw QueryException.Unsupported("'ORDER BY' clause");
        }

        if (parser.Current.Is("limit"))
        {
            throw QueryException.Unsupported("'LIMIT' clause");
        }

        if (parser.Accept(";") && parser.Current.Kind != TokenKind.End)
        {
            throw parser.Unexpected();
        }

        return parser.Current.Kind == TokenKind.End ? new ParsedQuery(where, group) : throw parser.Unexpected();
    }

    private string? ParseGroup()
    {
        if (!Current.Is("group"))
        {
            return null;
        }

        _at++;
        Expect("by");
        var field = ExpectField();
        return Current.Is(",") ? throw QueryException.Unsupported("'GROUP BY' clause supports only a single field") : field;
    }

    private Condition ParseOr()
    {
        var left = ParseAnd();
        while (Accept("or"))
        {
            left = new OrCondition(left, ParseAnd());
        }

        return left;
    }

    private Condition ParseAnd()
    {
        var left = ParseNot();
        while (Accept("and"))
        {
            left = new AndCondition(left, ParseNot());
        }

        return left;
    }

    private Condition ParseNot()
    {
        if (++_depth > MaxDepth)
        {
            throw QueryException.Invalid("nested too deeply");
        }

        try
        {
            if (Accept("not"))
            {
                return new NotCondition(ParseNot());
            }

            if (Accept("("))
            {
                var inner = ParseOr();
                Expect(")");
                return inner;
            }

            return ParseComparison();
        }
        finally
        {
            _depth--;
        }
    }

    private Condition ParseComparison()
    {
        var field = ExpectColumn();
        if (Accept("is"))
        {
            var notNull = Accept("not");
            Expect("null");
            return new NullCondition(field, notNull);
        }

        var not = Accept("not");
        if (Accept("between"))
        {
            var from = ExpectValue();
            Expect("and");
            return new BetweenCondition(field, from, ExpectValue(), not);
        }

        if (Accept("in"))
        {
            return new InCondition(field, ParseList(), not);
        }

        if (Accept("starts_with"))
        {
            return new CompareCondition(field, not ? Comparison.NotStartsWith : Comparison.StartsWith, ExpectValue());
        }

        if (Accept("like"))
        {
            var name = not ? "not like" : "like";
            throw QueryException.Invalid($"invalid operator '{name}' in `{field} {name} {QueryText.Of(ExpectValue())}`");
        }

        if (not)
        {
            throw Unexpected();
        }

        if (EndsHere())
        {
            throw QueryException.Invalid("incomplete expression");
        }

        return new CompareCondition(field, ExpectComparison(), ExpectValue());
    }

    private Comparison ExpectComparison()
    {
        var comparison = Current.Kind != TokenKind.Symbol
            ? throw Unexpected()
            : Current.Value switch
            {
                "=" => Comparison.Equal,
                "!=" => Comparison.NotEqual,
                "<" => Comparison.Less,
                "<=" => Comparison.LessOrEqual,
                ">" => Comparison.Greater,
                ">=" => Comparison.GreaterOrEqual,
                _ => throw Unexpected(),
            };
        _at++;
        return comparison;
    }

    /// <summary>Whether a column stands alone: the filter, its clause or its parenthesis is over.</summary>
    private bool EndsHere() => Current.Kind == TokenKind.End || Current.Is("and") || Current.Is("or") || Current.Is("group") || Current.Is(")");

    private List<object> ParseList()
    {
        Expect("(");
        var values = new List<object> { ExpectValue() };
        while (Accept(","))
        {
            values.Add(ExpectValue());
        }

        Expect(")");
        return values;
    }

    private object ExpectValue()
    {
        var token = Current;
        _at++;
        switch (token.Kind)
        {
            case TokenKind.Text:
                return token.Value;
            case TokenKind.Number when long.TryParse(token.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole):
                return whole;
            case TokenKind.Number when double.TryParse(token.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number):
                return number;
            case TokenKind.Word when token.Is("true"):
                return true;
            case TokenKind.Word when token.Is("false"):
                return false;
            default:
                _at--;
                throw token.Kind == TokenKind.Word
                    ? QueryException.Unsupported($"column name on the right side of comparison expression (did you forget to quote '{token.Value}'?)")
                    : Unexpected();
        }
    }

    private string ExpectColumn() => Current.Kind is TokenKind.Text or TokenKind.Number
        ? throw QueryException.Invalid("must be a column name but was *sqlparser.SQLVal")
        : ExpectField();

    private string ExpectField()
    {
        var token = Current;
        if (token.Kind is not TokenKind.Word)
        {
            throw Unexpected();
        }

        _at++;
        return token.Value;
    }

    private bool Accept(string word)
    {
        if (!Current.Is(word))
        {
            return false;
        }

        _at++;
        return true;
    }

    private void Expect(string word)
    {
        if (!Accept(word))
        {
            throw Unexpected();
        }
    }

    private QueryException Unexpected() => QueryException.Syntax(
        Current.End,
        Current.Kind is TokenKind.Word or TokenKind.Number or TokenKind.Text ? Current.Value.ToLowerInvariant() : "");
}
