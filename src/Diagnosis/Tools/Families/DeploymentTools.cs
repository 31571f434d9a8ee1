using BackgroundAgent.Diagnosis.Engine;

namespace BackgroundAgent.Diagnosis.Tools.Families;

/// <summary>Tools of: docker, kubectl, helm, terraform. One a line, sorted unless an order is explained.</summary>
internal static class DeploymentTools
{
    public static IReadOnlyList<Tool> All { get; } =
    [
        Docker.DockerTool.Definition,
        Kubernetes.KubernetesTool.Definition,
        Terraform.TerraformTool.Definition,
    ];
}
