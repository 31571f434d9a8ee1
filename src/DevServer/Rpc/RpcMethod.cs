namespace BackgroundAgent.DevServer.Rpc;

/// <summary>One served method, independent of the transport.</summary>
internal abstract class RpcMethod(string note)
{
    /// <summary>What differs from the genuine server; empty when nothing is known to.</summary>
    public string Note { get; } = note;

    public abstract MessageParser Parser { get; }

    public abstract Task<IMessage> CallAsync(IMessage request, RpcCall call);
}

internal sealed class RpcMethod<TRequest, TResponse>(
    MessageParser<TRequest> parser, Func<TRequest, RpcCall, Task<TResponse>> handler, string note) : RpcMethod(note)
    where TRequest : class, IMessage<TRequest>
    where TResponse : class, IMessage<TResponse>
{
    public override MessageParser Parser => parser;

    public override async Task<IMessage> CallAsync(IMessage request, RpcCall call) => await handler((TRequest)request, call);
}
