using BackgroundAgent.DevServer.Rpc;

namespace BackgroundAgent.DevServer.Nexus.Tasks;

/// <summary>The opaque token of a Nexus task: it names the request.</summary>
internal static class NexusTaskToken
{
    private const string Prefix = "n|";

    public static ByteString Write(string taskId) => ByteString.CopyFromUtf8(Prefix + taskId);

    public static string Read(ByteString token)
    {
        var text = token.ToStringUtf8();
        return text.Length > Prefix.Length && text.StartsWith(Prefix, StringComparison.Ordinal)
            ? text[Prefix.Length..]
            : throw RpcErrors.InvalidArgument(token.IsEmpty ? "Invalid TaskToken." : "Error deserializing task token.");
    }
}
