using System.Globalization;

namespace BackgroundAgent.DevServer.Visibility;

internal enum TokenKind
{
    End,
    Word,
    Text,
    Number,
    Symbol,
}

/// <summary>A piece of a filter; End is where it ends in the filter.</summary>
internal readonly record struct QueryToken(TokenKind Kind, string Value, int End)
{
    public bool Is(string word) => Kind is TokenKind.Word or TokenKind.Symbol && Value.Equals(word, StringComparison.OrdinalIgnoreCase);
}

/// <summary>Cuts a list filter into words, quoted texts, numbers and symbols.</summary>
internal static class QueryLexer
{
    public static List<QueryToken> Read(string text)
    {
        var query = text.TrimEnd();
        var tokens = new List<QueryToken>();
        var at = 0;
        while (at < query.Length)
        {
            var c = query[at];
            if (char.IsWhiteSpace(c))
            {
                at++;
            }
            else if (c is '\'' or '"')
            {
                tokens.Add(new QueryToken(TokenKind.Text, ReadQuoted(query, ref at, c), at));
            }
            else if (c == '`')
            {
                tokens.Add(new QueryToken(TokenKind.Word, ReadQuoted(query, ref at, c), at));
            }
            else if (char.IsAsciiDigit(c) || (c is '-' or '+' or '.' && at + 1 < query.Length && char.IsAsciiDigit(query[at + 1])))
            {
                tokens.Add(new QueryToken(TokenKind.Number, ReadWhile(query, ref at, IsNumberPart), at));
            }
            else if (char.IsLetter(c) || c == '_')
            {
                tokens.Add(new QueryToken(TokenKind.Word, ReadWhile(query, ref at, IsWordPart), at));
            }
            else
            {
                tokens.Add(new QueryToken(TokenKind.Symbol, ReadSymbol(query, ref at), at));
            }
        }

        tokens.Add(new QueryToken(TokenKind.End, "", query.Length));
        return tokens;
    }

    private static bool IsWordPart(char c) => char.IsLetterOrDigit(c) || c is '_' or '.' or '-';

    private static bool IsNumberPart(char c) => char.IsAsciiDigit(c) || c is '.' or '-' or '+' or 'e' or 'E';

    private static string ReadWhile(string query, ref int at, Func<char, bool> belongs)
    {
        var start = at++;
        while (at < query.Length && belongs(query[at]))
        {
            at++;
        }

        return query[start..at];
    }

    private static string ReadSymbol(string query, ref int at)
    {
        var two = at + 1 < query.Length ? query.Substring(at, 2) : "";
        if (two is "!=" or "<=" or ">=" or "<>")
        {
            at += 2;
            return two == "<>" ? "!=" : two;
        }

        return query[at++].ToString(CultureInfo.InvariantCulture);
    }

    private static string ReadQuoted(string query, ref int at, char quote)
    {
        var text = new System.Text.StringBuilder();
        for (at++; at < query.Length; at++)
        {
            if (query[at] == '\\' && at + 1 < query.Length)
            {
                text.Append(query[++at]);
            }
            else if (query[at] == quote)
            {
                if (at + 1 < query.Length && query[at + 1] == quote)
                {
                    text.Append(quote);
                    at++;
                    continue;
                }

                at++;
                return text.ToString();
            }
            else
            {
                text.Append(query[at]);
            }
        }

        throw QueryException.Syntax(query.Length, "");
    }
}

/// <summary>A list filter cannot be understood; the message is the one the caller gets.</summary>
internal sealed class QueryException(string message) : Exception("invalid query: " + message)
{
    /// <summary>The genuine server parses the filter as the end of this statement and counts from its beginning.</summary>
    private const string Statement = "select * from dummy where ";

    private (int End, string Near)? _syntax;

    /// <summary>What is wrong, without saying that it is the query.</summary>
    public string Reason { get; } = message;

    public static QueryException Invalid(string what) => new("invalid expression: " + what);

    public static QueryException Unsupported(string what) => new("operation is not supported: " + what);

    /// <summary>Bad syntax; <paramref name="end"/> is where the piece that is not understood ends.</summary>
    public static QueryException Syntax(int end, string near) =>
        new("malformed SQL query: " + SyntaxError(Statement, end, near)) { _syntax = (end, near) };

    /// <summary>The syntax error as a parser says it that was given <paramref name="statement"/> and then the query; null when the syntax is good.</summary>
    public string? SyntaxErrorAfter(string statement = Statement) => _syntax is { } at ? SyntaxError(statement, at.End, at.Near) : null;

    private static string SyntaxError(string statement, int end, string near) =>
        $"syntax error at position {statement.Length + end + 2}{(near.Length == 0 ? "" : $" near '{near}'")}";
}
