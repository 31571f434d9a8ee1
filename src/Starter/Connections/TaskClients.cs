using BackgroundAgent.Starter.CommandLine;
using BackgroundAgent.Starter.Tasks;
using Temporalio.Client;
using Temporalio.Common.EnvConfig;

namespace BackgroundAgent.Starter.Connections;

/// <summary>Connects a verb to the Temporal that its options, the environment or the data directory name.</summary>
internal static class TaskClients
{
    public static async Task<TaskClient> ConnectAsync(VerbContext context, ConnectionOptions options)
    {
        var target = TemporalTarget.Choose(context, options, UpEndpoint.Find);
        try
        {
            var connect = target.IsOurs ? new TemporalClientConnectOptions() : ClientEnvConfig.LoadClientConnectOptions();
            connect.TargetHost = target.Address ?? connect.TargetHost;
            connect.Namespace = target.Namespace ?? connect.Namespace;
            return new TaskClient(await TemporalClient.ConnectAsync(connect));
        }
        catch (Exception exception) when (exception is InvalidOperationException or Temporalio.Exceptions.RpcException)
        {
            throw CliException.Other(
                $"cannot reach Temporal at {target.Address ?? context.Host.Variable("TEMPORAL_ADDRESS") ?? "the configured address"} ({target.Origin}): {exception.Message}",
                "Check the address, and the network between here and there.", exception);
        }
    }
}
