using BackgroundAgent.DevServer.Rpc;
using Temporalio.Api.Deployment.V1;

namespace BackgroundAgent.DevServer.Workers.Deployments;

/// <summary>
/// The names of worker deployment versions: "deployment.build" in older fields, "deployment:build" in texts for people, and
/// "__unversioned__" for workers without a version.
/// </summary>
internal static class VersionName
{
    public const string Unversioned = "__unversioned__";

    private const int MaxLength = (Engine.Limits.MaxIdLength - 39) / 2;

    public static string Old(WorkerDeploymentVersion? version) => version is null ? Unversioned : $"{version.DeploymentName}.{version.BuildId}";

    public static string Shown(WorkerDeploymentVersion version) => $"{version.DeploymentName}:{version.BuildId}";

    /// <summary>Null for the unversioned one.</summary>
    public static WorkerDeploymentVersion? Parse(string text)
    {
        if (text is "" or Unversioned)
        {
            return null;
        }

        var at = text.IndexOfAny(['.', ':']);
        if (at < 0)
        {
            throw new FormatException($"expected delimiter ':' or '.' not found in version string {text}");
        }

        return at == 0
            ? throw new FormatException($"deployment name is empty in version string {text}")
            : at == text.Length - 1
                ? throw new FormatException($"build id is empty in version string {text}")
                : new WorkerDeploymentVersion { DeploymentName = text[..at], BuildId = text[(at + 1)..] };
    }

    public static WorkerDeploymentVersion? Read(string text)
    {
        try
        {
            return Parse(text);
        }
        catch (FormatException e)
        {
            throw RpcErrors.InvalidArgument("invalid version string: " + e.Message);
        }
    }

    public static void CheckDeployment(string name)
    {
        Check("WorkerDeploymentName", name);
        foreach (var forbidden in (ReadOnlySpan<char>)['.', ':'])
        {
            if (name.Contains(forbidden, StringComparison.Ordinal))
            {
                throw RpcErrors.InvalidArgument($"worker deployment name cannot contain '{forbidden}'");
            }
        }

        CheckPrefix("WorkerDeploymentName", name);
    }

    public static void CheckBuild(string build)
    {
        Check("BuildID", build);
        CheckPrefix("BuildID", build);
    }

    private static void Check(string field, string value)
    {
        if (value.Length == 0)
        {
            throw RpcErrors.InvalidArgument($"{field} cannot be empty");
        }

        if (value.Length > MaxLength)
        {
            throw RpcErrors.InvalidArgument($"size of {field} larger than the maximum allowed");
        }
    }

    private static void CheckPrefix(string field, string value)
    {
        if (value.StartsWith("__", StringComparison.Ordinal))
        {
            throw RpcErrors.InvalidArgument($"{field} cannot start with '__'");
        }
    }
}
