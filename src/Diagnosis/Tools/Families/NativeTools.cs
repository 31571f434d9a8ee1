using BackgroundAgent.Diagnosis.Engine;

namespace BackgroundAgent.Diagnosis.Tools.Families;

/// <summary>Tools of: C and C++. One a line, sorted unless an order is explained.</summary>
internal static class NativeTools
{
    public static IReadOnlyList<Tool> All { get; } =
    [
        CMake.CMakeTool.Definition,
        CTest.CTestTool.Definition,
        GoogleTest.GoogleTestTool.Definition,
        Make.MakeTool.Definition,
        Gcc.GccTool.Definition,
    ];
}
