using Google.Protobuf.Reflection;

namespace BackgroundAgent.DevServer.Rpc;

/// <summary>
/// The methods this server serves, by service and name. What a descriptor has and this table does not is UNIMPLEMENTED. The descriptors of
/// the protocol are only looked at when somebody asks for what is not here: reading them takes longer than a whole start.
/// </summary>
internal sealed class RpcTable
{
    public const string WorkflowService = "temporal.api.workflowservice.v1.WorkflowService";
    public const string OperatorService = "temporal.api.operatorservice.v1.OperatorService";
    public const string TestService = "temporal.api.testservice.v1.TestService";

    private readonly Dictionary<string, RpcMethod> _methods = [];

    public static IReadOnlyList<ServiceDescriptor> Services => Descriptors.All;

    /// <summary>The names of the served methods: service/method.</summary>
    public IEnumerable<string> Names => _methods.Keys.Select(path => path[1..]);

    public RpcMethod? Find(string fullName) => FindByPath("/" + fullName);

    public RpcMethod? FindByPath(string path) => _methods.GetValueOrDefault(path);

    /// <summary>The error for a path that is not in the table.</summary>
    public static RpcException NotServed(string path)
    {
        var parts = path.Split('/');
        if (parts is not ["", var name, var method] || Services.FirstOrDefault(s => s.FullName == name) is not { } service)
        {
            return RpcErrors.Unimplemented($"unknown service {(parts.Length > 1 ? parts[1] : path)}");
        }

        // Also what the protocol has: the genuine server says this of methods that are newer than it.
        return RpcErrors.Unimplemented($"unknown method {method} for service {service.FullName}");
    }

    /// <summary>Methods are named after their request, as the protocol does, unless a name is given.</summary>
    public void Workflow<TRequest, TResponse>(MessageParser<TRequest> parser, Func<TRequest, RpcCall, Task<TResponse>> handler, string note = "")
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse> => Add(WorkflowService, NameOf<TRequest>(), new RpcMethod<TRequest, TResponse>(parser, handler, note));

    public void Operator<TRequest, TResponse>(MessageParser<TRequest> parser, Func<TRequest, RpcCall, Task<TResponse>> handler, string note = "")
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse> => Add(OperatorService, NameOf<TRequest>(), new RpcMethod<TRequest, TResponse>(parser, handler, note));

    public void Test<TRequest, TResponse>(string name, MessageParser<TRequest> parser, Func<TRequest, RpcCall, Task<TResponse>> handler)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse> => Add(TestService, name, new RpcMethod<TRequest, TResponse>(parser, handler, ""));

    private void Add(string service, string name, RpcMethod method) => _methods.Add($"/{service}/{name}", method);

    private static string NameOf<TRequest>() => typeof(TRequest).Name[..^"Request".Length];

    private static class Descriptors
    {
        public static readonly IReadOnlyList<ServiceDescriptor> All =
        [
            Temporalio.Api.WorkflowService.V1.ServiceReflection.Descriptor.Services[0],
            Temporalio.Api.OperatorService.V1.ServiceReflection.Descriptor.Services[0],
            Temporalio.Api.TestService.V1.ServiceReflection.Descriptor.Services[0],
        ];
    }
}
