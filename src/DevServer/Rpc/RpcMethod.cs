namespace BackgroundAgent.DevServer.Rpc;

/// <summary>One served method, independent of the transport.</summary>
internal abstract class RpcMethod(string note)
{
    /// <summary>What differs from the genuine server; empty when nothing is known to.</summary>
    public string Note { get; } = note;

    public abstract MessageParser Parser { get; }

    /// <summary>The request written as JSON.</summary>
    public abstract IMessage Parse(JsonParser parser, string json);

    public abstract Task<IMessage> CallAsync(IMessage request, RpcCall call);
}

internal sealed class RpcMethod<TRequest, TResponse>(
    MessageParser<TRequest> parser, Func<TRequest, RpcCall, Task<TResponse>> handler, string note) : RpcMethod(note)
    where TRequest : class, IMessage<TRequest>, new()
    where TResponse : class, IMessage<TResponse>
{
    public override MessageParser Parser => parser;

    public override IMessage Parse(JsonParser json, string text) => json.Parse<TRequest>(text);

    public override async Task<IMessage> CallAsync(IMessage request, RpcCall call) => await handler((TRequest)request, call);
}
