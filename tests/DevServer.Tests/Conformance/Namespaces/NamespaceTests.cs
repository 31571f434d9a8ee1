
namespace BackgroundAgent.DevServer.Tests.Conformance.Namespaces;

public sealed class NamespaceTests(ConformanceServer server) : ConformanceTest(server)
{
    private string Name { get; } = Unique("ns");

    private Task RegisterAsync(Action<RegisterNamespaceRequest>? change = null)
    {
        var request = new RegisterNamespaceRequest { Namespace = Name, WorkflowExecutionRetentionPeriod = Data.Seconds(3 * 24 * 3600), Description = "d", OwnerEmail = "o@example.org" };
        change?.Invoke(request);
        return Service.RegisterNamespaceAsync(request, Rpc());
    }

    private Task<DescribeNamespaceResponse> DescribeNamespaceAsync() => Service.DescribeNamespaceAsync(new() { Namespace = Name }, Rpc());

    [Fact]
    public async Task Register_Describe_ShowsIt()
    {
        await RegisterAsync(r => r.Data["k"] = "v");
        Subset.Matches(
            $$$$"""{"namespaceInfo":{"name":"{{{{Name}}}}","state":"NAMESPACE_STATE_REGISTERED","description":"d","ownerEmail":"o@example.org","data":{"k":"v"}},"config":{"workflowExecutionRetentionTtl":"259200s"},"isGlobalNamespace":false}""",
            await DescribeNamespaceAsync());
    }

    [Fact]
    public async Task Register_Twice_IsAlreadyExists()
    {
        await RegisterAsync();
        await FailsAsync(Code.AlreadyExists, "already exists", () => RegisterAsync());
    }

    private static readonly Dictionary<string, (Action<RegisterNamespaceRequest> Change, string Message)> Refused = new()
    {
        ["no name"] = (r => r.Namespace = "", "Namespace not set on request."),
        ["long name"] = (r => r.Namespace = new string('n', 1001), "Namespace length exceeds limit."),
        ["no retention"] = (r => r.WorkflowExecutionRetentionPeriod = null, "A valid retention period is not set on request."),
        ["retention of zero"] = (r => r.WorkflowExecutionRetentionPeriod = Data.Seconds(0), "A valid retention period is not set on request."),
        ["negative retention"] = (r => r.WorkflowExecutionRetentionPeriod = Data.Seconds(-5), "A valid retention period is not set on request."),
    };

    public static TheoryData<string> Names => [.. Refused.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public Task Register_BadRequest_IsInvalidArgument(string name) =>
        FailsAsync(Code.InvalidArgument, Refused[name].Message, () => RegisterAsync(Refused[name].Change));

    [Fact]
    public async Task Describe_Unknown_IsNotFound() =>
        await FailsAsync(Code.NotFound, $"Namespace {Name} is not found.", DescribeNamespaceAsync);

    [Fact]
    public async Task Describe_Default_HasCapabilities()
    {
        var answer = await Service.DescribeNamespaceAsync(new() { Namespace = Namespace }, Rpc());
        Subset.Matches("""{"eagerWorkflowStart":true,"syncUpdate":true,"asyncUpdate":true,"reportedProblemsSearchAttribute":true}""", answer.NamespaceInfo.Capabilities);
        Assert.NotEmpty(answer.NamespaceInfo.Id);
    }

    [Fact]
    public async Task Describe_ById_IsTheSame()
    {
        await RegisterAsync();
        var byName = await DescribeNamespaceAsync();
        var byId = await Service.DescribeNamespaceAsync(new() { Id = byName.NamespaceInfo.Id }, Rpc());
        Assert.Equal(Name, byId.NamespaceInfo.Name);
    }

    [Fact]
    public async Task Update_ChangesIt()
    {
        await RegisterAsync();
        await Service.UpdateNamespaceAsync(
            new()
            {
                Namespace = Name,
                UpdateInfo = new() { Description = "new", OwnerEmail = "n@example.org", Data = { ["a"] = "b" } },
                Config = new() { WorkflowExecutionRetentionTtl = Data.Seconds(5 * 24 * 3600) },
            },
            Rpc());
        Subset.Matches(
            """{"namespaceInfo":{"description":"new","ownerEmail":"n@example.org","data":{"a":"b"}},"config":{"workflowExecutionRetentionTtl":"432000s"}}""",
            await EventuallyAsync(DescribeNamespaceAsync, d => d.NamespaceInfo.Description == "new"));
    }

    [Fact]
    public async Task Update_Unknown_IsNotFound() => await FailsAsync(
        Code.NotFound, "is not found", () => Service.UpdateNamespaceAsync(new() { Namespace = Name, UpdateInfo = new() { Description = "x" } }, Rpc()));

    [Fact]
    public async Task List_HasIt()
    {
        await RegisterAsync();
        var names = new List<string>();
        var request = new ListNamespacesRequest { PageSize = 5 };
        do
        {
            var page = await Service.ListNamespacesAsync(request, Rpc());
            names.AddRange(page.Namespaces.Select(n => n.NamespaceInfo.Name));
            request.NextPageToken = page.NextPageToken;
        }
        while (!request.NextPageToken.IsEmpty);

        Assert.Contains(Name, names);
        Assert.Contains(Namespace, names);
    }

    [Fact]
    public async Task Namespaces_AreApart()
    {
        await RegisterAsync();
        await EventuallyAsync(() => CanStartAsync(Name), started => started);
        await StartAsync();
        var other = await Service.DescribeWorkflowExecutionAsync(new() { Namespace = Name, Execution = new() { WorkflowId = WorkflowId } }, Rpc());
        Assert.NotEqual((await DescribeAsync(new() { WorkflowId = WorkflowId })).WorkflowExecutionInfo.Execution.RunId, other.WorkflowExecutionInfo.Execution.RunId);
        Assert.Equal(Namespace, (await NextActivityOwnerAsync()).ToString());
    }

    [Fact]
    public async Task Delete_IsGone()
    {
        await RegisterAsync();
        var answer = await Operator.DeleteNamespaceAsync(new() { Namespace = Name }, Rpc());
        Assert.Contains(Name, answer.DeletedNamespace, StringComparison.Ordinal);
        await EventuallyAsync(
            async () => (await Service.ListNamespacesAsync(new() { PageSize = 1000 }, Rpc())).Namespaces.Any(n => n.NamespaceInfo.Name == Name && n.NamespaceInfo.State == NamespaceState.Registered),
            there => !there);
    }

    [Fact]
    public async Task Delete_Unknown_IsNotFound() =>
        await FailsAsync(Code.NotFound, "is not found", () => Operator.DeleteNamespaceAsync(new() { Namespace = Name }, Rpc()));

    private async Task<bool> CanStartAsync(string name)
    {
        try
        {
            await StartAsync(r => r.Namespace = name);
            return true;
        }
        catch (Temporalio.Exceptions.RpcException e) when (e.Code == Code.NotFound)
        {
            return false; // the genuine server reads new namespaces every few seconds
        }
    }

    private async Task<string> NextActivityOwnerAsync()
    {
        await CompleteAsync(await NextTaskAsync(), Commands.Activity("a", Queue));
        return (await NextActivityAsync()).WorkflowNamespace;
    }
}
