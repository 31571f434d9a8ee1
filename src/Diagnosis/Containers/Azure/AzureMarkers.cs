using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Containers.Azure;

/// <summary>
/// Azure Pipelines logging commands that a log still shows, such as <c>##vso[task.logissue type=error;sourcepath=a.cs]text</c>. The agent turns most into
/// <c>##[error]</c>, which is the same marker as GitHub's. Source: "Logging commands" in the Azure Pipelines documentation.
/// </summary>
internal static class AzureMarkers
{
    public static bool TryRead(ref ReadOnlySpan<byte> text, ref LineMark mark, long number, StepTracker steps)
    {
        if (!text.TryAfter("##vso["u8, out var command))
        {
            return false;
        }

        mark = LineMark.Command;
        if (command.StartsWith("task.logissue"u8) && command.IndexOf((byte)']') is var close and > 0)
        {
            var error = command[..close].Has("type=error"u8);
            mark = error ? LineMark.Error : LineMark.Warning;
            if (error)
            {
                steps.NoteError(number);
            }

            // With a place it stays whole, for the parser of annotations.
            text = command[..close].Has("sourcepath="u8) ? text : command[(close + 1)..];
        }
        else if (command.StartsWith("task.complete "u8) && command.Has("result=Failed;"u8))
        {
            steps.Fail();
        }

        return true;
    }
}
