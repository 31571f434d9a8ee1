using BackgroundAgent.Diagnosis.Engine;

namespace BackgroundAgent.Diagnosis.Tools.Families;

/// <summary>Tools of: JavaScript and TypeScript. One a line, sorted unless an order is explained.</summary>
internal static class JavaScriptTools
{
    public static IReadOnlyList<Tool> All { get; } = [];
}
