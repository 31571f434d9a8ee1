using Google.Protobuf.Reflection;

namespace BackgroundAgent.DevServer.Rpc;

/// <summary>The methods this server serves, by service and name. What a descriptor has and this table does not is UNIMPLEMENTED.</summary>
internal sealed class RpcTable
{
    private readonly Dictionary<string, RpcMethod> _methods = [];

    public static IReadOnlyList<ServiceDescriptor> Services { get; } =
    [
        Temporalio.Api.WorkflowService.V1.ServiceReflection.Descriptor.Services[0],
        Temporalio.Api.OperatorService.V1.ServiceReflection.Descriptor.Services[0],
        Temporalio.Api.TestService.V1.ServiceReflection.Descriptor.Services[0],
    ];

    public RpcMethod? Find(string fullName) => _methods.GetValueOrDefault(fullName);

    /// <summary>Methods are named after their request, as the protocol does, unless a name is given.</summary>
    public void Workflow<TRequest, TResponse>(MessageParser<TRequest> parser, Func<TRequest, RpcCall, Task<TResponse>> handler, string note = "")
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse> => Add(Services[0], NameOf<TRequest>(), new RpcMethod<TRequest, TResponse>(parser, handler, note));

    public void Operator<TRequest, TResponse>(MessageParser<TRequest> parser, Func<TRequest, RpcCall, Task<TResponse>> handler, string note = "")
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse> => Add(Services[1], NameOf<TRequest>(), new RpcMethod<TRequest, TResponse>(parser, handler, note));

    public void Test<TRequest, TResponse>(string name, MessageParser<TRequest> parser, Func<TRequest, RpcCall, Task<TResponse>> handler)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse> => Add(Services[2], name, new RpcMethod<TRequest, TResponse>(parser, handler, ""));

    private void Add(ServiceDescriptor service, string name, RpcMethod method)
    {
        var descriptor = service.FindMethodByName(name)
            ?? throw new InvalidOperationException($"{service.FullName} has no method {name}");
        _methods.Add(service.FullName + "/" + descriptor.Name, method);
    }

    private static string NameOf<TRequest>() => typeof(TRequest).Name[..^"Request".Length];
}
