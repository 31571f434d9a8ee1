using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;
using BackgroundAgent.Diagnosis.Tools.Generic;

namespace BackgroundAgent.Diagnosis.Tools.Stylelint;

/// <summary>Stylelint's rows with a mark between the place and the text, below the name of the file.</summary>
internal sealed class StylelintTool : IToolParser
{
    public const string Name = "stylelint";

    private readonly FileRows _rows = new(Name);

    public static Tool Definition { get; } = new(Name, ["  ✖  ", "  ⚠  ", "  ×  "], () => new StylelintTool());

    public LineUse Read(in LogLine line, IFindingSink sink) => line.Indent > 0 && _rows.Read(line, sink) ? LineUse.Take : LineUse.Pass;
}
