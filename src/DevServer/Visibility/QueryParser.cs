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
            throw new QueryException("invalid query: operation is not supported: 'ORDER BY' clause");
        }

        if (parser.Current.Is("limit"))
        {
            throw new QueryException("invalid query: operation is not supported: 'LIMIT' clause");
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
        return Current.Is(",") ? throw new QueryException("invalid query: 'GROUP BY' clause supports only a single field") : field;
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
            throw new QueryException("malformed query: nested too deeply");
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
        var field = ExpectField();
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

        if (not || Current.Is("like"))
        {
            throw Current.Is("like")
                ? new QueryException("invalid query: operator 'like' is not supported")
                : Unexpected();
        }

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
        return new CompareCondition(field, comparison, ExpectValue());
    }

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
                    ? new QueryException($"invalid query: column name '{token.Value}' on the right side of comparison expression (did you forget to quote '{token.Value}'?)")
                    : Unexpected();
        }
    }

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

    private QueryException Unexpected() => new(
        Current.Kind == TokenKind.End ? "malformed query: syntax error at the end" : $"malformed query: syntax error near '{Current.Value}'");
}
