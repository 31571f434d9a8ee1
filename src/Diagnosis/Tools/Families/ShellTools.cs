using BackgroundAgent.Diagnosis.Engine;

namespace BackgroundAgent.Diagnosis.Tools.Families;

/// <summary>Tools of: shells. One a line, sorted unless an order is explained.</summary>
internal static class ShellTools
{
    public static IReadOnlyList<Tool> All { get; } =
    [
        Shell.ShellTool.Definition,
    ];
}
