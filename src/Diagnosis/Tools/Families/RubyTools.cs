using BackgroundAgent.Diagnosis.Engine;

namespace BackgroundAgent.Diagnosis.Tools.Families;

/// <summary>Tools of: Ruby. Test runners come first: a stack in their lists is theirs.</summary>
internal static class RubyTools
{
    public static IReadOnlyList<Tool> All { get; } =
    [
        RSpec.RSpecTool.Definition,
        Minitest.MinitestTool.Definition,
        RuboCop.RuboCopTool.Definition,
        Ruby.RubyTool.Definition,
    ];
}
