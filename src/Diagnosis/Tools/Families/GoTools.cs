using BackgroundAgent.Diagnosis.Engine;

namespace BackgroundAgent.Diagnosis.Tools.Families;

/// <summary>Tools of: Go. One a line, sorted unless an order is explained.</summary>
internal static class GoTools
{
    public static IReadOnlyList<Tool> All { get; } =
    [
        GoTest.GoTestTool.Definition,
        GoBuild.GoBuildTool.Definition,
    ];
}
