using BackgroundAgent.Diagnosis.Engine;

namespace BackgroundAgent.Diagnosis.Tools;

/// <summary>
/// Every tool, family by family. The order is the order in which a line is offered: families with formats of their own come before
/// those that read <c>file:line: message</c>, and the generic readers come last.
/// </summary>
internal static class ToolList
{
    public static IReadOnlyList<Tool> All { get; } =
    [
        .. Families.ContainerTools.All,
        .. Families.DotNetTools.All,
        .. Families.JavaScriptTools.All,
        .. Families.PythonTools.All,
        .. Families.GoTools.All,
        .. Families.RustTools.All,
        .. Families.JvmTools.All,
        .. Families.RubyTools.All,
        .. Families.PhpTools.All,
        .. Families.SwiftTools.All,
        .. Families.DeploymentTools.All,
        .. Families.LintTools.All,
        .. Families.NativeTools.All,
        .. Families.ShellTools.All,
        .. Families.GenericTools.All,
    ];
}
