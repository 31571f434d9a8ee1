using BackgroundAgent.Diagnosis.Containers.Buildkite;
using BackgroundAgent.Diagnosis.Containers.GitHubActions;
using BackgroundAgent.Diagnosis.Containers.GitLab;
using BackgroundAgent.Diagnosis.Containers.Jenkins;
using BackgroundAgent.Diagnosis.Containers.TeamCity;
using BackgroundAgent.Diagnosis.Containers.Travis;
using BackgroundAgent.Diagnosis.Engine;

namespace BackgroundAgent.Diagnosis.Tools.Families;

/// <summary>What CI services say themselves. First in the list, so that no tool mistakes their words for its own.</summary>
internal static class ContainerTools
{
    public static IReadOnlyList<Tool> All { get; } =
    [
        BuildkiteTool.Definition,
        GitHubTool.Definition,
        GitLabTool.Definition,
        JenkinsTool.Definition,
        TeamCityTool.Definition,
        TravisTool.Definition,

        // Streams of JSON, whose lines quote what programs printed.
        DartTestJson.DartTestJsonTool.Definition,
        GoTestJson.GoTestJsonTool.Definition,
    ];
}
