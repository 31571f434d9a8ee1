using BackgroundAgent.Diagnosis.Engine;

namespace BackgroundAgent.Diagnosis.Tools.Families;

/// <summary>Tools of: Java, Kotlin, Scala. Sorted, but test runners come before the build tools that repeat what they said.</summary>
internal static class JvmTools
{
    public static IReadOnlyList<Tool> All { get; } =
    [
        Ecj.EcjTool.Definition,
        Javac.JavacTool.Definition,
        Kotlin.KotlinTool.Definition,
        Surefire.SurefireTool.Definition,
        JUnitConsole.JUnitConsoleTool.Definition,
        Sbt.SbtTool.Definition,
        Gradle.GradleTool.Definition,
        Maven.MavenTool.Definition,
    ];
}
