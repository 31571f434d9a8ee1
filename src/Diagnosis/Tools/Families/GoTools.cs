using BackgroundAgent.Diagnosis.Engine;

namespace BackgroundAgent.Diagnosis.Tools.Families;

/// <summary>Tools of: Go. One a line, sorted unless an order is explained.</summary>
internal static class GoTools
{
    public static IReadOnlyList<Tool> All { get; } =
    [
        GoTest.GoTestTool.Definition,

        // Its issues have the form of the compiler's errors and a linter behind.
        GolangciLint.GolangciLintTool.Definition,
        GoBuild.GoBuildTool.Definition,
    ];
}
