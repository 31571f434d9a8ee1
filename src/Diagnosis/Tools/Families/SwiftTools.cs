using BackgroundAgent.Diagnosis.Engine;

namespace BackgroundAgent.Diagnosis.Tools.Families;

/// <summary>Tools of: Swift and Xcode. One a line, sorted unless an order is explained.</summary>
internal static class SwiftTools
{
    public static IReadOnlyList<Tool> All { get; } =
    [
        Swift.SwiftTool.Definition,
    ];
}
