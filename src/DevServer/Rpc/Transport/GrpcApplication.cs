using BackgroundAgent.DevServer.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace BackgroundAgent.DevServer.Rpc.Transport;

/// <summary>
/// Unary gRPC on bare Kestrel. Every method of the protocol is unary, so routing, endpoints and a service container would only add to the
/// time of a start and of each call. The wire format is that of https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md.
/// </summary>
internal sealed class GrpcApplication(Task<ServerParts> parts, RpcGuard guard, CancellationToken stopping) : IHttpApplication<IFeatureCollection>
{
    private const string HealthCheck = "/grpc.health.v1.Health/Check";

    /// <summary>The health service's messages are not public, but SERVING is two bytes.</summary>
    private static readonly byte[] Serving = [0x08, 0x01];

    public IFeatureCollection CreateContext(IFeatureCollection contextFeatures) => contextFeatures;

    public void DisposeContext(IFeatureCollection context, Exception? exception)
    {
        // Kestrel owns the features.
    }

    public async Task ProcessRequestAsync(IFeatureCollection context)
    {
        var request = context.GetRequiredFeature<IHttpRequestFeature>();
        if (request.Method != HttpMethods.Post || !GrpcHeaders.IsGrpc(request.Headers))
        {
            context.GetRequiredFeature<IHttpResponseFeature>().StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return;
        }

        try
        {
            await AnswerAsync(context, request);
        }
        catch (Exception e)
        {
            GrpcAnswer.Fail(context, guard.Translate(e, request.Path));
        }
    }

    private async Task AnswerAsync(IFeatureCollection context, IHttpRequestFeature request)
    {
        var table = (await parts).Table;
        if (table.FindByPath(request.Path) is { } method)
        {
            var message = await GrpcBody.ReadAsync(context, request.Headers, method.Parser);
            await GrpcAnswer.SendAsync(context, await CallAsync(context, request, method, message));
        }
        else if (request.Path == HealthCheck)
        {
            await GrpcAnswer.SendAsync(context, Serving);
        }
        else
        {
            throw RpcTable.NotServed(request.Path);
        }
    }

    private async Task<IMessage> CallAsync(IFeatureCollection context, IHttpRequestFeature request, RpcMethod method, IMessage message)
    {
        var aborted = context.GetRequiredFeature<IHttpRequestLifetimeFeature>().RequestAborted;
        var timeout = GrpcHeaders.Timeout(request.Headers);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(aborted, stopping);
        var deadline = DateTime.MaxValue;
        if (timeout is { } limit)
        {
            deadline = TimeProvider.System.GetUtcNow().UtcDateTime + limit;
            ends.CancelAfter(limit);
        }

        try
        {
            return await method.CallAsync(message, new RpcCall(deadline, ends.Token));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            throw RpcErrors.Unavailable("the server is stopping");
        }
        catch (OperationCanceledException) when (ends.IsCancellationRequested && !aborted.IsCancellationRequested)
        {
            throw RpcErrors.DeadlineExceeded("context deadline exceeded");
        }
    }
}
