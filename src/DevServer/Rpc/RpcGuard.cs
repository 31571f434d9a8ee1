using BackgroundAgent.DevServer.Storage;
using Microsoft.Extensions.Logging;

namespace BackgroundAgent.DevServer.Rpc;

/// <summary>Turns whatever a method throws into a gRPC status.</summary>
internal sealed partial class RpcGuard(ILogger logger)
{
    public RpcException Translate(Exception e, string method)
    {
        switch (e)
        {
            case RpcException known:
                return known;
            case OperationCanceledException:
                return new RpcException(new Status(StatusCode.Cancelled, "the call was cancelled"));
            case StoreException:
                LogStore(method, e);
                return RpcErrors.Unavailable(e.Message);
            case InvalidOperationException { Source: "Google.Protobuf" }:
                // A time or duration of the request that is none; the library says so when it is converted.
                return RpcErrors.InvalidArgument(e.Message);
            default:
                LogFault(method, e);
                return new RpcException(new Status(StatusCode.Internal, $"{e.GetType().Name}: {e.Message}"));
        }
    }

    [LoggerMessage(1, LogLevel.Error, "{Method} failed")]
    private partial void LogFault(string method, Exception exception);

    [LoggerMessage(2, LogLevel.Error, "{Method} failed: the store does not accept writes")]
    private partial void LogStore(string method, Exception exception);
}
