using BackgroundAgent.Diagnosis.Engine;

namespace BackgroundAgent.Diagnosis.Tools.Families;

/// <summary>Tools of: the CI services' own words. One a line, sorted unless an order is explained.</summary>
internal static class ContainerTools
{
    public static IReadOnlyList<Tool> All { get; } = [];
}
