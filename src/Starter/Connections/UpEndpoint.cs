using BackgroundAgent.Worker;

namespace BackgroundAgent.Starter.Connections;

/// <summary>The living <c>up</c> (or <c>run</c>) of a data directory. One that was killed leaves its file behind but not its lock.</summary>
internal static class UpEndpoint
{
    public static (string Address, string Namespace)? Find(string dataDirectory)
        => AllInOneEndpoint.Find(dataDirectory) is { } endpoint ? (endpoint.TemporalAddress, endpoint.Namespace) : null;
}
