using BackgroundAgent.Diagnosis.Engine;

namespace BackgroundAgent.Diagnosis.Tools.Families;

/// <summary>Tools of: linters of other languages and of configuration. One a line, sorted unless an order is explained.</summary>
internal static class LintTools
{
    public static IReadOnlyList<Tool> All { get; } =
    [
        Hadolint.HadolintTool.Definition,
        Markdownlint.MarkdownlintTool.Definition,
        ShellCheck.ShellCheckTool.Definition,
        Stylelint.StylelintTool.Definition,
        Yamllint.YamllintTool.Definition,
    ];
}
