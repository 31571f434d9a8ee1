using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Containers.Azure;

/// <summary>
/// Azure Pipelines logging commands that a log still shows, such as <c>##vso[task.logissue type=error;sourcepath=a.cs]text</c>. The agent turns most into
/// <c>##[error]</c>, which is the same marker as GitHub's. Source: "Logging commands" in the Azure Pipelines documentation.
/// </summary>
internal static class AzureMarkers
{
    public static bool TryRead(ref ReadOnlySpan<byte> text, ref LineMark mark)
    {
        if (!text.StartsWith("##vso["u8))
        {
            return false;
        }

        var issue = text.StartsWith("##vso[task.logissue"u8);
        mark = !issue ? LineMark.Command : text.Has("type=error"u8) ? LineMark.Error : LineMark.Warning;
        if (issue && text.IndexOf((byte)']') is var close and > 0)
        {
            text = text[(close + 1)..];
        }

        return true;
    }
}
