using Google.Protobuf.Reflection;
using Grpc.AspNetCore.Server.Model;

namespace BackgroundAgent.DevServer.Rpc;

/// <summary>A gRPC service as the transport sees it.</summary>
internal interface IRpcEndpoint
{
    RpcGuard Guard { get; }
}

internal sealed class WorkflowServiceEndpoint(RpcGuard guard) : IRpcEndpoint
{
    public RpcGuard Guard => guard;
}

internal sealed class OperatorServiceEndpoint(RpcGuard guard) : IRpcEndpoint
{
    public RpcGuard Guard => guard;
}

internal sealed class TestServiceEndpoint(RpcGuard guard) : IRpcEndpoint
{
    public RpcGuard Guard => guard;
}

internal sealed class HealthEndpoint;

/// <summary>Binds every method of a service's descriptor; those nobody serves answer UNIMPLEMENTED.</summary>
internal sealed class DescriptorMethodProvider<TService>(RpcTable table, ServiceDescriptor service) : IServiceMethodProvider<TService>
    where TService : class, IRpcEndpoint
{
    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<TService> context)
    {
        foreach (var method in service.Methods)
        {
            if (table.Find(service.FullName + "/" + method.Name) is { } served)
            {
                served.Bind(context, service.FullName, method.Name);
            }
            else
            {
                BindUnimplemented(context, method);
            }
        }
    }

    private void BindUnimplemented(ServiceMethodProviderContext<TService> context, MethodDescriptor method) => context.AddUnaryMethod(
        new Method<byte[], byte[]>(MethodType.Unary, service.FullName, method.Name, HealthMethodProvider.Bytes, HealthMethodProvider.Bytes),
        [],
        (_, _, _) => throw RpcErrors.Unimplemented($"method {method.Name} is not served by this server"));
}

/// <summary>The standard health service. Its messages are not public, but SERVING is two bytes.</summary>
internal sealed class HealthMethodProvider : IServiceMethodProvider<HealthEndpoint>
{
    public static readonly Marshaller<byte[]> Bytes = Marshallers.Create(bytes => bytes, bytes => bytes);

    private static readonly byte[] Serving = [0x08, 0x01];

    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<HealthEndpoint> context) => context.AddUnaryMethod(
        new Method<byte[], byte[]>(MethodType.Unary, "grpc.health.v1.Health", "Check", Bytes, Bytes),
        [],
        (_, _, _) => Task.FromResult(Serving));
}
