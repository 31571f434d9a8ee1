using Temporalio.Api.Nexus.V1;

namespace BackgroundAgent.DevServer.Tests.Conformance.Nexus;

/// <summary>Endpoints, as operators manage them.</summary>
public sealed class EndpointTests(ConformanceServer server) : NexusTest(server)
{
    private static readonly Dictionary<string, (Action<EndpointSpec> Change, Code Code, string Message)> Bad = new()
    {
        ["no name"] = (s => s.Name = "", Code.InvalidArgument, "endpoint name not set"),
        ["long name"] = (s => s.Name = new string('a', 201), Code.InvalidArgument, "endpoint name exceeds length limit of 200"),
        ["name with underscore"] = (s => s.Name = "a_b", Code.InvalidArgument, "endpoint name must match the regex: \"^[a-zA-Z][a-zA-Z0-9\\\\-]*[a-zA-Z0-9]$\""),
        ["name that begins with a digit"] = (s => s.Name = "1ab", Code.InvalidArgument, "endpoint name must match the regex"),
        ["name of one letter"] = (s => s.Name = "a", Code.InvalidArgument, "endpoint name must match the regex"),
        ["no target"] = (s => s.Target = null, Code.InvalidArgument, "empty target variant"),
        ["no name, no target"] = (s => (s.Name, s.Target) = ("", null), Code.InvalidArgument, "endpoint name not set, empty target variant"),
        ["no namespace"] = (s => s.Target.Worker.Namespace = "", Code.InvalidArgument, "target namespace not set"),
        ["unknown namespace"] = (s => s.Target.Worker.Namespace = "nowhere", Code.FailedPrecondition, "could not verify namespace referenced by target exists: Namespace nowhere is not found."),
        ["no queue"] = (s => s.Target.Worker.TaskQueue = "", Code.InvalidArgument, "invalid target task queue: \"taskQueue is not set\""),
        ["long queue"] = (s => s.Target.Worker.TaskQueue = new string('q', 1001), Code.InvalidArgument, "taskQueue length exceeds limit"),
        ["no url"] = (s => s.Target = new() { External = new() }, Code.InvalidArgument, "empty target URL"),
        ["long url"] = (s => s.Target = new() { External = new() { Url = "http://a/" + new string('u', 4096) } }, Code.InvalidArgument, "target URL length exceeds limit of 4096"),
        ["wrong scheme"] = (s => s.Target = new() { External = new() { Url = "smtp://a" } }, Code.InvalidArgument, "invalid target URL scheme: \"smtp\", expected http or https"),
        ["large description"] = (s => s.Description = Data.Json(new string('d', 20_001)), Code.InvalidArgument, "description size exceeds limit of 20000"),
    };

    public static TheoryData<string> BadSpecs => [.. Bad.Keys];

    [Fact]
    public async Task Create_ForWorkers_IsReturnedWhole()
    {
        var endpoint = await EndpointAsync(s => s.Description = Data.Json("what it is for"));

        Assert.Equal(1, endpoint.Version);
        Assert.True(Guid.TryParse(endpoint.Id, out _));
        Assert.Equal($"/nexus/endpoints/{endpoint.Id}/services", endpoint.UrlPrefix);
        Assert.Equal(HandlerQueue, endpoint.Spec.Target.Worker.TaskQueue);
        Assert.Equal("\"what it is for\"", Text(endpoint.Spec.Description));
        Assert.NotNull(endpoint.CreatedTime);
        Assert.Null(endpoint.LastModifiedTime);
        Assert.Equal(endpoint, (await Operator.GetNexusEndpointAsync(new() { Id = endpoint.Id }, Rpc())).Endpoint);
    }

    [Fact]
    public async Task Create_External_KeepsTheUrl()
    {
        var endpoint = await EndpointAsync(s => s.Target = new() { External = new() { Url = "http://127.0.0.1:1/x" } });

        Assert.Equal("http://127.0.0.1:1/x", endpoint.Spec.Target.External.Url);
    }

    [Fact]
    public async Task Create_NameTaken_IsRefused()
    {
        var endpoint = await EndpointAsync();

        await FailsAsync(
            Code.AlreadyExists,
            $"error creating Nexus endpoint. Endpoint with name {endpoint.Spec.Name} already registered",
            () => EndpointAsync(s => s.Name = endpoint.Spec.Name));
    }

    [Theory]
    [MemberData(nameof(BadSpecs))]
    public async Task Create_BadSpec_IsRefused(string which)
    {
        var (change, code, message) = Bad[which];

        await FailsAsync(code, message, () => EndpointAsync(change));
    }

    [Fact]
    public async Task Update_RightVersion_ChangesTheSpec()
    {
        var endpoint = await EndpointAsync();
        var spec = endpoint.Spec.Clone();
        spec.Target.Worker.TaskQueue = "elsewhere";

        var updated = (await Operator.UpdateNexusEndpointAsync(new() { Id = endpoint.Id, Version = 1, Spec = spec }, Rpc())).Endpoint;

        Assert.Equal(2, updated.Version);
        Assert.Equal(endpoint.Id, updated.Id);
        Assert.Equal("elsewhere", updated.Spec.Target.Worker.TaskQueue);
        Assert.NotNull(updated.LastModifiedTime);
    }

    [Fact]
    public async Task Update_OldVersion_IsRefused()
    {
        var endpoint = await EndpointAsync();
        await Operator.UpdateNexusEndpointAsync(new() { Id = endpoint.Id, Version = 1, Spec = endpoint.Spec }, Rpc());

        await FailsAsync(
            Code.FailedPrecondition,
            "nexus endpoint version mismatch. received: 1 expected 2",
            () => Operator.UpdateNexusEndpointAsync(new() { Id = endpoint.Id, Version = 1, Spec = endpoint.Spec }, Rpc()));
    }

    [Fact]
    public async Task Update_Unknown_IsNotFound()
    {
        var endpoint = await EndpointAsync();
        var id = Guid.NewGuid().ToString();

        await FailsAsync(
            Code.NotFound,
            $"error updating Nexus endpoint. endpoint ID {id} not found",
            () => Operator.UpdateNexusEndpointAsync(new() { Id = id, Version = 1, Spec = endpoint.Spec }, Rpc()));
    }

    [Fact]
    public async Task Delete_Existing_IsGone()
    {
        var endpoint = await EndpointAsync();

        await Operator.DeleteNexusEndpointAsync(new() { Id = endpoint.Id, Version = 1 }, Rpc());

        await FailsAsync(Code.NotFound, endpoint.Id, () => Operator.GetNexusEndpointAsync(new() { Id = endpoint.Id }, Rpc()));
        await FailsAsync(
            Code.NotFound, $"error deleting nexus endpoint with ID: {endpoint.Id}", () => Operator.DeleteNexusEndpointAsync(new() { Id = endpoint.Id, Version = 1 }, Rpc()));
    }

    [Fact]
    public async Task Delete_NoVersion_IsRefused()
    {
        await FailsAsync(
            Code.InvalidArgument, "endpoint version is non-positive", () => Operator.DeleteNexusEndpointAsync(new() { Id = Guid.NewGuid().ToString() }, Rpc()));
        await FailsAsync(Code.InvalidArgument, "endpoint ID not set", () => Operator.DeleteNexusEndpointAsync(new() { Version = 1 }, Rpc()));
    }

    [Fact]
    public async Task Get_MalformedId_IsRefused()
    {
        await FailsAsync(Code.InvalidArgument, "malformed endpoint ID: \"invalid UUID length: 3\"", () => Operator.GetNexusEndpointAsync(new() { Id = "abc" }, Rpc()));
        await FailsAsync(Code.InvalidArgument, "endpoint ID not set", () => Operator.GetNexusEndpointAsync(new(), Rpc()));
    }

    [Fact]
    public async Task List_ByName_FindsOne()
    {
        var endpoint = await EndpointAsync();

        Assert.Equal(endpoint, Assert.Single((await Operator.ListNexusEndpointsAsync(new() { Name = endpoint.Spec.Name }, Rpc())).Endpoints));
        Assert.Empty((await Operator.ListNexusEndpointsAsync(new() { Name = endpoint.Spec.Name + "x" }, Rpc())).Endpoints);
    }

    [Fact]
    public async Task List_ByPages_GivesEachOnce()
    {
        List<Endpoint> mine = [await EndpointAsync(), await EndpointAsync(), await EndpointAsync()];
        var found = new List<string>();
        var request = new Temporalio.Api.OperatorService.V1.ListNexusEndpointsRequest { PageSize = 2 };
        do
        {
            var page = await Operator.ListNexusEndpointsAsync(request, Rpc());
            Assert.True(page.Endpoints.Count <= 2);
            found.AddRange(page.Endpoints.Select(e => e.Id));
            request.NextPageToken = page.NextPageToken;
        }
        while (!request.NextPageToken.IsEmpty);

        Assert.All(mine, e => Assert.Single(found, id => id == e.Id));
        Assert.Equal(found.Order(StringComparer.Ordinal), found);
    }

    [Fact]
    public async Task List_BadPageSize_IsRefused()
    {
        await FailsAsync(Code.InvalidArgument, "page_size is negative", () => Operator.ListNexusEndpointsAsync(new() { PageSize = -1 }, Rpc()));
        await FailsAsync(Code.InvalidArgument, "page_size exceeds limit of 1000", () => Operator.ListNexusEndpointsAsync(new() { PageSize = 1001 }, Rpc()));
    }

    [Fact]
    public async Task SystemInfo_SaysThatNexusIsServed() => Assert.True((await Service.GetSystemInfoAsync(new(), Rpc())).Capabilities.Nexus);

    [Fact]
    public async Task DeleteNamespace_TargetOfAnEndpoint_IsRefused()
    {
        var name = Unique("ns");
        await Service.RegisterNamespaceAsync(new() { Namespace = name, WorkflowExecutionRetentionPeriod = Data.Seconds(86_400) }, Rpc());
        var endpoint = await EventuallyAsync(
            async () =>
            {
                try
                {
                    return await EndpointAsync(s => s.Target.Worker.Namespace = name);
                }
                catch (Temporalio.Exceptions.RpcException e) when (e.Code == Code.FailedPrecondition)
                {
                    // The genuine server sees a new namespace a moment later.
                    return null;
                }
            },
            e => e is not null);

        await FailsAsync(
            Code.FailedPrecondition,
            $"cannot delete a namespace that is a target of a Nexus endpoint {endpoint!.Spec.Name}",
            () => Operator.DeleteNamespaceAsync(new() { Namespace = name }, Rpc()));
    }
}
