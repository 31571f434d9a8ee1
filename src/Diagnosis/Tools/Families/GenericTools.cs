using BackgroundAgent.Diagnosis.Engine;

namespace BackgroundAgent.Diagnosis.Tools.Families;

/// <summary>Tools of: lines of no known tool. One a line, sorted unless an order is explained.</summary>
internal static class GenericTools
{
    public static IReadOnlyList<Tool> All { get; } =
    [
        // "SomeError: text" is the form of many languages, so their own parsers come first.
        NodeError.NodeErrorTool.Definition,
        Generic.GenericTool.Definition,
        Containers.GitHubActions.AnnotationTool.Definition,
    ];
}
