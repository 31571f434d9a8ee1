using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Containers.Jenkins;

/// <summary>
/// What a pipeline prints about itself: <c>[Pipeline] { (Stage)</c>, <c>[Pipeline] { (Branch: name)</c>, <c>[Pipeline] }</c>, <c>[Pipeline] // stage</c>, <c>[Pipeline] sh</c>.
/// Blocks without a name (<c>node</c>, <c>withEnv</c>) are no steps, but have to be counted. Sources: <c>NewNodeConsoleNote</c> of jenkinsci/workflow-job-plugin, and
/// "Pipeline Syntax" in the Jenkins documentation.
/// </summary>
internal static class JenkinsMarkers
{
    private const int MaxBlocks = 200;

    public static bool TryRead(ReadOnlySpan<byte> text, ref LineMark mark, long number, StepTracker steps)
    {
        if (!text.TryAfter("[Pipeline] "u8, out var rest))
        {
            return false;
        }

        mark = LineMark.Command;
        if (rest.StartsWith("{"u8))
        {
            var named = rest.TryAfter("{ ("u8, out var name) && name.EndsWith(")"u8);
            if (named)
            {
                name = name[..^1];
                name = name.TryAfter("Branch: "u8, out var branch) ? branch : name;
                steps.Open(name, number);
                if (name.StartsWith("Declarative: Post"u8))
                {
                    steps.SetAside();
                }
            }

            if (steps.Memory.Blocks.Count < MaxBlocks)
            {
                steps.Memory.Blocks.Add(named ? 1 : 0);
            }
        }
        else if (rest.StartsWith("}"u8) && steps.Memory.Blocks.Count > 0)
        {
            if (steps.Memory.Blocks[^1] != 0)
            {
                steps.Close(default, number);
            }

            steps.Memory.Blocks.RemoveAt(steps.Memory.Blocks.Count - 1);
        }

        return true;
    }

    /// <summary><c>Stage "Deploy" skipped due to earlier failure(s)</c>.</summary>
    public static void TryReadSkipped(ReadOnlySpan<byte> text, StepTracker steps)
    {
        if (steps.Memory.Blocks.Count > 0 && text.StartsWith("Stage \""u8) && text.Has("\" skipped due to "u8))
        {
            steps.SetAside();
        }
    }
}
