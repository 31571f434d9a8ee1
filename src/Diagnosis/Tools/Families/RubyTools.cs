using BackgroundAgent.Diagnosis.Engine;

namespace BackgroundAgent.Diagnosis.Tools.Families;

/// <summary>Tools of: Ruby. One a line, sorted unless an order is explained.</summary>
internal static class RubyTools
{
    public static IReadOnlyList<Tool> All { get; } = [];
}
