namespace BackgroundAgent.DevServer.Rpc;

/// <summary>A few methods that belong together.</summary>
internal interface IRpcGroup
{
    void Register(RpcTable table);
}
