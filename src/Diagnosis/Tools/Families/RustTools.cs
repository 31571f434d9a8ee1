using BackgroundAgent.Diagnosis.Engine;

namespace BackgroundAgent.Diagnosis.Tools.Families;

/// <summary>Tools of: Rust. One a line, sorted unless an order is explained.</summary>
internal static class RustTools
{
    public static IReadOnlyList<Tool> All { get; } = [];
}
