using System.Text.Json;
using System.Text.Json.Serialization;

namespace BackgroundAgent.Contracts;

/// <summary>
/// Writes an enum member as its kebab-case name (<c>NeedsHuman</c> is <c>"needs-human"</c>) and refuses numbers, so that histories,
/// webhooks and <c>--json</c> output stay readable and a reordered enum changes nothing.
/// </summary>
public sealed class KebabCase<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false)
    where T : struct, Enum;

/// <summary>The same spelling for text that is not JSON: labels, search attributes, tables.</summary>
public static class KebabCaseText
{
    public static string ToKebabCase<T>(this T value)
        where T : struct, Enum
        => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());
}
