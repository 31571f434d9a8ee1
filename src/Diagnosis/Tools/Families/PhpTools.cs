using BackgroundAgent.Diagnosis.Engine;

namespace BackgroundAgent.Diagnosis.Tools.Families;

/// <summary>Tools of: PHP. One a line, sorted unless an order is explained.</summary>
internal static class PhpTools
{
    public static IReadOnlyList<Tool> All { get; } =
    [
        Composer.ComposerTool.Definition,
        Php.PhpTool.Definition,
        PhpStan.PhpStanTool.Definition,
        PhpUnit.PhpUnitTool.Definition,
    ];
}
