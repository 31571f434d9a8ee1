using BackgroundAgent.Diagnosis.Engine;

namespace BackgroundAgent.Diagnosis.Tools.Families;

/// <summary>Tools of: Java, Kotlin, Scala. One a line, sorted unless an order is explained.</summary>
internal static class JvmTools
{
    public static IReadOnlyList<Tool> All { get; } = [];
}
