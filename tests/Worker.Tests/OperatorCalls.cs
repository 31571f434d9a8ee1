using Temporalio.Client;
using Temporalio.Exceptions;

namespace BackgroundAgent.Worker.Tests;

/// <summary>Tests of search attributes need a server that lists and adds them.</summary>
internal static class OperatorCalls
{
    public static async Task RequireAsync(ITemporalClient client)
    {
        var fault = await Record.ExceptionAsync(() => client.OperatorService.ListSearchAttributesAsync(new() { Namespace = client.Options.Namespace }));
        Assert.SkipWhen(fault is RpcException { Code: RpcException.StatusCode.Unimplemented }, "this server does not serve ListSearchAttributes");
    }
}
