using BackgroundAgent.Diagnosis.Engine;

namespace BackgroundAgent.Diagnosis.Tools.Families;

/// <summary>Tools of: Python. One a line, sorted unless an order is explained.</summary>
internal static class PythonTools
{
    public static IReadOnlyList<Tool> All { get; } = [];
}
