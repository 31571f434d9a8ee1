using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tools.Pip;

/// <summary>Installers of Python packages: pip, uv, poetry.</summary>
internal sealed class PipTool : IToolParser
{
    public const string Name = "pip";

    public static Tool Definition { get; } = new(
        Name,
        ["could not find a version that satisfies", "no matching distribution found", "subprocess-exited-with-error", "resolutionimpossible", "failed building wheel for", "no solution found when resolving",
            "version solving failed", "could not build wheels for", "metadata-generation-failed", "could not install packages due to"],
        () => new PipTool());

    public LineUse Read(in LogLine line, IFindingSink sink)
    {
        var body = line.Body;
        body = body.StartsWithFolded("error: "u8) ? body[7..] : body;
        var summary = body.StartsWith("No matching distribution"u8) || body.StartsWith("subprocess-exited"u8) || body.StartsWith("metadata-generation"u8) || body.HasFolded("could not build wheels"u8);
        sink.Add(new Draft
        {
            Tool = body.HasFolded("no solution found"u8) ? "uv" : body.HasFolded("version solving"u8) ? "poetry" : Name,
            Category = FindingCategory.Dependency,
            LogLine = line.Number,
            Message = body.Decode(),
            Role = summary ? Role.Summary : body.HasFolded("failed building wheel"u8) ? Role.Hint : Role.Failure,
        });
        return LineUse.Take;
    }
}
