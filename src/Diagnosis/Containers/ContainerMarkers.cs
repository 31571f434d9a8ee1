using BackgroundAgent.Diagnosis.Containers.Azure;
using BackgroundAgent.Diagnosis.Containers.Buildkite;
using BackgroundAgent.Diagnosis.Containers.GitHubActions;
using BackgroundAgent.Diagnosis.Containers.GitLab;
using BackgroundAgent.Diagnosis.Containers.Jenkins;
using BackgroundAgent.Diagnosis.Containers.TeamCity;
using BackgroundAgent.Diagnosis.Containers.Travis;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Containers;

/// <summary>Recognises the lines by which CI services structure a log, by their first byte, and takes the marker off the text behind it.</summary>
internal static class ContainerMarkers
{
    public static LineMark Read(ref ReadOnlySpan<byte> text, long number, StepTracker steps)
    {
        var mark = LineMark.None;
        if (steps.Memory.HeadAt > 0)
        {
            GitHubSteps.ReadBehindHead(text, number, steps);
        }

        if (text.Length < 3)
        {
            return mark;
        }

        switch (text[0])
        {
            case (byte)'#' when text[1] == '#':
                _ = GitHubMarkers.TryRead(ref text, ref mark, number, steps)
                    || AzureMarkers.TryRead(ref text, ref mark, number, steps)
                    || TeamCityMarkers.TryRead(ref text, ref mark, number, steps);
                break;
            case (byte)':' when text[1] == ':':
                GitHubMarkers.TryReadCommand(ref text, ref mark);
                break;
            case (byte)'s':
                GitLabMarkers.TryRead(ref text, ref mark, number, steps);
                break;
            case (byte)'t':
                TravisMarkers.TryRead(ref text, ref mark, number, steps);
                break;
            case (byte)'[':
                JenkinsMarkers.TryRead(text, ref mark, number, steps);
                break;
            case (byte)'$':
                TravisMarkers.TryReadCommand(text, number, steps);
                break;
            case (byte)'P' or (byte)'C' or (byte)'E':
                GitHubSteps.TryReadPhase(text, number, steps);
                break;
            case (byte)'S' when text[1] == 't':
                GitHubSteps.TryReadPhase(text, number, steps);
                JenkinsMarkers.TryReadSkipped(text, steps);
                TeamCityMarkers.TryReadStep(text, number, steps);
                break;
            case (byte)'~' or (byte)'+' or (byte)'-':
                BuildkiteMarkers.TryRead(ref text, ref mark, number, steps);
                break;
        }

        return mark;
    }
}
