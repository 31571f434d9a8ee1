using System.Globalization;

namespace BackgroundAgent.DevServer.Visibility;

/// <summary>Conditions as the genuine server writes them in its errors.</summary>
internal static class QueryText
{
    public static string Of(object value) => value switch
    {
        string text => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'",
        bool flag => flag ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    public static string Of(Comparison comparison) => comparison switch
    {
        Comparison.Less => "<",
        Comparison.LessOrEqual => "<=",
        Comparison.Greater => ">",
        Comparison.GreaterOrEqual => ">=",
        Comparison.Equal => "=",
        Comparison.NotEqual => "!=",
        Comparison.StartsWith => "starts_with",
        _ => "not starts_with",
    };
}
