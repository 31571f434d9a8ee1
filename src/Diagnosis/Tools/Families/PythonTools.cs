using BackgroundAgent.Diagnosis.Engine;

namespace BackgroundAgent.Diagnosis.Tools.Families;

/// <summary>Tools of: Python. Test runners come first: a traceback in their sections is theirs.</summary>
internal static class PythonTools
{
    public static IReadOnlyList<Tool> All { get; } =
    [
        Pytest.PytestTool.Definition,
        Unittest.UnittestTool.Definition,
        PythonTrace.PythonTraceTool.Definition,
        PythonLint.PythonLintTool.Definition,
        Pip.PipTool.Definition,
    ];
}
