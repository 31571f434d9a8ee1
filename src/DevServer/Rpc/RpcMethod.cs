using Grpc.AspNetCore.Server.Model;

namespace BackgroundAgent.DevServer.Rpc;

/// <summary>One served method, independent of the transport.</summary>
internal abstract class RpcMethod(string note)
{
    /// <summary>What differs from the genuine server; empty when nothing is known to.</summary>
    public string Note { get; } = note;

    public abstract MessageParser Parser { get; }

    public abstract Task<IMessage> CallAsync(IMessage request, RpcCall call);

    public abstract void Bind<TService>(ServiceMethodProviderContext<TService> context, string service, string name)
        where TService : class, IRpcEndpoint;
}

internal sealed class RpcMethod<TRequest, TResponse>(
    MessageParser<TRequest> parser, Func<TRequest, RpcCall, Task<TResponse>> handler, string note) : RpcMethod(note)
    where TRequest : class, IMessage<TRequest>
    where TResponse : class, IMessage<TResponse>
{
    public override MessageParser Parser => parser;

    public override async Task<IMessage> CallAsync(IMessage request, RpcCall call) => await handler((TRequest)request, call);

    public override void Bind<TService>(ServiceMethodProviderContext<TService> context, string service, string name) =>
        context.AddUnaryMethod(
            new Method<TRequest, TResponse>(MethodType.Unary, service, name, ProtoMarshaller.For(parser), ProtoMarshaller.For<TResponse>(null)),
            [],
            (endpoint, request, server) => endpoint.Guard.CallAsync(handler, request, server));
}
