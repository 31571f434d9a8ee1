using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Worker.Connections;
using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.OperatorService.V1;
using Temporalio.Api.WorkflowService.V1;
using Temporalio.Client;
using Temporalio.Exceptions;

namespace BackgroundAgent.Worker.Tests;

public sealed class SearchAttributesTests(Server server)
{
    [Fact]
    public async Task Ensure_NotAllowedToCreate_NamesTheCommandThatDoes()
    {
        var client = await NewNamespaceAsync();

        var refused = await Assert.ThrowsAsync<MissingSearchAttributesException>(() => SearchAttributes.EnsureAsync(client, create: false, default));

        Assert.Contains("temporal operator search-attribute create", refused.Message);
        Assert.Contains("--name BgagentState --type Keyword", refused.Message);
        Assert.Contains("--name BgagentAttempt --type Int", refused.Message);
    }

    [Fact]
    public async Task Ensure_AllowedToCreate_AddsThemOnce()
    {
        var client = await NewNamespaceAsync();

        await SearchAttributes.EnsureAsync(client, create: true, default);
        await SearchAttributes.EnsureAsync(client, create: true, default);
        await Eventually.TrueAsync(() => HasAllAsync(client), "the search attributes to be there");
    }

    [Fact]
    public async Task Ensure_OtherType_IsRefusedEvenIfAllowedToCreate()
    {
        var client = await NewNamespaceAsync();
        var request = new AddSearchAttributesRequest { Namespace = client.Options.Namespace };
        request.SearchAttributes[SearchAttributeNames.Attempt.Name] = IndexedValueType.Keyword;
        await client.OperatorService.AddSearchAttributesAsync(request);

        MissingSearchAttributesException? refused = null;
        await Eventually.TrueAsync(
            async () => (refused = await Record.ExceptionAsync(() => SearchAttributes.EnsureAsync(client, create: false, default)) as MissingSearchAttributesException)
                ?.Message.Contains("BgagentAttempt (must be Int)", StringComparison.Ordinal) == true,
            "the wrong type to be noticed");
    }

    private static async Task<bool> HasAllAsync(ITemporalClient client)
        => await Record.ExceptionAsync(() => SearchAttributes.EnsureAsync(client, create: false, default)) is null;

    private async Task<ITemporalClient> NewNamespaceAsync()
    {
        await OperatorCalls.RequireAsync(server.Client);
        var name = "attributes-" + Guid.NewGuid().ToString("N")[..8];
        await server.Client.WorkflowService.RegisterNamespaceAsync(
            new RegisterNamespaceRequest { Namespace = name, WorkflowExecutionRetentionPeriod = Duration.FromTimeSpan(TimeSpan.FromDays(1)) });
        var client = await TemporalClient.ConnectAsync(new(server.Address) { Namespace = name });
        // A genuine server sees a new namespace after its registry's next refresh.
        await Eventually.TrueAsync(
            async () => await Record.ExceptionAsync(() => client.OperatorService.ListSearchAttributesAsync(new() { Namespace = name })) is not RpcException,
            $"namespace {name}");
        return client;
    }
}
