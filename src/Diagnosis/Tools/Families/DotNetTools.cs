using BackgroundAgent.Diagnosis.Engine;

namespace BackgroundAgent.Diagnosis.Tools.Families;

/// <summary>Tools of: .NET. One a line, sorted unless an order is explained.</summary>
internal static class DotNetTools
{
    public static IReadOnlyList<Tool> All { get; } =
    [
        MSBuild.MSBuildTool.Definition,
    ];
}
