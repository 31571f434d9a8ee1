using BackgroundAgent.Diagnosis.Engine;

namespace BackgroundAgent.Diagnosis.Tools.Families;

/// <summary>Tools of: lines of no known tool. One a line, sorted unless an order is explained.</summary>
internal static class GenericTools
{
    public static IReadOnlyList<Tool> All { get; } =
    [
        Generic.GenericTool.Definition,
        Containers.GitHubActions.AnnotationTool.Definition,
    ];
}
