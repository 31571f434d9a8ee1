using System.Text.Json;
using BackgroundAgent.Contracts.Findings;

namespace BackgroundAgent.Diagnosis.Output;

/// <summary>The kebab-case names of what is written for every finding, made once.</summary>
internal static class EnumNames
{
    private static readonly string[] Categories = All(typeof(FindingCategory));
    private static readonly string[] Severities = All(typeof(FindingSeverity));
    private static readonly string[] Outcomes = All(typeof(LogOutcome));
    private static readonly string[] Causes = All(typeof(Cause));

    public static string Of(FindingCategory category) => Categories[(int)category];

    public static string Of(FindingSeverity severity) => Severities[(int)severity];

    public static string Of(LogOutcome outcome) => Outcomes[(int)outcome];

    public static string Of(Cause cause) => Causes[(int)cause];

    // The members of these count from zero, so a name's place is its number.
    private static string[] All(Type type) => Array.ConvertAll(Enum.GetNames(type), JsonNamingPolicy.KebabCaseLower.ConvertName);
}
