using BackgroundAgent.Diagnosis.Engine;

namespace BackgroundAgent.Diagnosis.Tools.Families;

/// <summary>Tools of .NET. One a line, sorted unless an order is explained.</summary>
internal static class DotNetTools
{
    public static IReadOnlyList<Tool> All { get; } =
    [
        DotNetTest.DotNetTestTool.Definition,

        // TypeScript's errors have MSBuild's form and a code of their own.
        TypeScript.TypeScriptTool.Definition,
        MSBuild.MSBuildTool.Definition,
    ];
}
