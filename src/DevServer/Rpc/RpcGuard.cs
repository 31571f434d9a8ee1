using BackgroundAgent.DevServer.Storage;
using Microsoft.Extensions.Logging;

namespace BackgroundAgent.DevServer.Rpc;

/// <summary>Calls a method and turns whatever it throws into a gRPC status.</summary>
internal sealed partial class RpcGuard(ILogger<RpcGuard> logger)
{
    public async Task<TResponse> CallAsync<TRequest, TResponse>(
        Func<TRequest, RpcCall, Task<TResponse>> handler, TRequest request, ServerCallContext server)
    {
        try
        {
            return await handler(request, new RpcCall(server.Deadline, server.Peer, server.CancellationToken));
        }
        catch (Exception e)
        {
            throw Translate(e, server.Method);
        }
    }

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
