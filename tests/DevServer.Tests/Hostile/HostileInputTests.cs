using System.Collections.Concurrent;
using BackgroundAgent.DevServer.Hosting;
using BackgroundAgent.DevServer.Rpc;
using BackgroundAgent.DevServer.Tests.Integration;
using Google.Protobuf;
using Grpc.Core;
using Temporalio.Client;

namespace BackgroundAgent.DevServer.Tests.Hostile;

/// <summary>
/// Random and spoilt requests to every served method. Each must get a gRPC status, none of them the status of a fault, and what the server
/// holds afterwards must be whole, also after it is started again. FUZZ_REQUESTS sets how many, FUZZ_SEED where they begin.
/// </summary>
[Collection(BusyCollection.Name)]
public sealed class HostileInputTests(ITestOutputHelper output)
{
    /// <summary>For some faults of a batch the genuine server has no code, and so this one has none.</summary>
    private const string WithoutCode = "/StartBatchOperation";

    private const int RequestsInTheSuite = 3000;
    private const int AtOnce = 48;

    private readonly ConcurrentDictionary<string, string> _faults = new();
    private readonly ConcurrentDictionary<StatusCode, int> _statuses = new();
    private readonly HostilePool _pool = new();

    [Fact]
    public async Task Mutated_Requests_GetAStatusAndBreakNothing()
    {
        var folder = Directory.CreateTempSubdirectory("devserver-hostile-");
        var options = new EmbeddedServerOptions { DatabaseFile = Path.Combine(folder.FullName, "t.db") };
        var methods = await MethodsAsync();
        var requests = Number("FUZZ_REQUESTS", RequestsInTheSuite);
        var seed = Number("FUZZ_SEED", 1);
        Dictionary<string, int> before;
        await using (var server = await EmbeddedServer.StartAsync(options, TestContext.Current.CancellationToken))
        {
            using var raw = new RawGrpc(server.Address);
            await Parallel.ForEachAsync(
                Enumerable.Range(0, requests),
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
                async (index, _) => await SendAsync(raw, methods[index % methods.Count], new Random((seed * 1_000_000) + index)));
            output.WriteLine($"{requests} requests to {methods.Count} methods: {string.Join(", ", _statuses.OrderBy(s => s.Key).Select(s => $"{s.Key} {s.Value}"))}");
            Assert.True(_faults.IsEmpty, string.Join('\n', _faults.OrderBy(f => f.Key).Select(f => $"{f.Key}: {f.Value}")));
            before = await WholeAsync(server.Address);
        }

        await using (var again = await EmbeddedServer.StartAsync(options, TestContext.Current.CancellationToken))
        {
            var after = await WholeAsync(again.Address);
            Assert.True(before.All(run => after.TryGetValue(run.Key, out var events) && events >= run.Value), "a run is shorter after a restart, or gone");
        }

        folder.Delete(recursive: true);
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), out var number) ? number : otherwise;

    private static async Task<List<(string Path, MessageParser Parser)>> MethodsAsync()
    {
        await using var parts = ServerParts.Create(new EmbeddedServerOptions());
        var known = RpcTable.Services.SelectMany(s => s.Methods).ToDictionary(m => m.Service.FullName + "/" + m.Name);
        return [.. parts.Table.Names.Order(StringComparer.Ordinal).Select(name => ("/" + name, known[name].InputType.Parser))];
    }

    private async Task SendAsync(RawGrpc raw, (string Path, MessageParser Parser) method, Random random)
    {
        var message = method.Parser.ParseFrom([]);
        new RandomMessages(random, _pool).Fill(message);
        if (message is Temporalio.Api.OperatorService.V1.DeleteNamespaceRequest deletion)
        {
            // Else little would be found there afterwards.
            (deletion.Namespace, deletion.NamespaceId) = ("gone", "");
        }

        var (frame, encoding) = Mutation.Frame(random, random.Next(4) == 0 ? Mutation.Bytes(random, message) : message.ToByteArray());
        try
        {
            var answer = await raw.CallAsync(method.Path, frame, random.Next(8) == 0 ? "2200m" : "700m", encoding);
            if (answer.Status is not { } status)
            {
                _faults.TryAdd(method.Path, $"no status, HTTP {answer.Http}");
                return;
            }

            _statuses.AddOrUpdate(status, 1, (_, count) => count + 1);
            if ((status is StatusCode.Unknown && !method.Path.EndsWith(WithoutCode, StringComparison.Ordinal)) ||
                (status is StatusCode.Internal && !answer.Message.StartsWith("grpc: ", StringComparison.Ordinal)))
            {
                _faults.TryAdd($"{method.Path} {answer.Message}", $"for {message}");
            }
            else if (status == StatusCode.OK)
            {
                _pool.Learn(method.Path, answer.Body);
            }
        }
        catch (Exception e)
        {
            // The connection broke, or nothing came.
            _faults.TryAdd(method.Path, $"{e.GetType().Name} {e.Message} for {message}");
        }
    }

    /// <summary>Every run can be read and has its events in order; a new workflow runs to its end. Gives the number of events by run.</summary>
    private static async Task<Dictionary<string, int>> WholeAsync(string address)
    {
        var client = await TemporalClient.ConnectAsync(new(address));
        var runs = new Dictionary<string, int>();
        await foreach (var execution in client.ListWorkflowsAsync(""))
        {
            var history = await client.GetWorkflowHandle(execution.Id, execution.RunId).FetchHistoryAsync();
            var ids = history.Events.Select(e => e.EventId).ToList();
            Assert.Equal(Enumerable.Range(1, ids.Count).Select(i => (long)i), ids);
            runs[execution.RunId] = ids.Count;
        }

        var service = client.WorkflowService;
        var id = $"after-{Guid.NewGuid()}";
        var queue = new Temporalio.Api.TaskQueue.V1.TaskQueue { Name = id };
        await service.StartWorkflowExecutionAsync(new() { Namespace = "default", WorkflowId = id, WorkflowType = new() { Name = "T" }, TaskQueue = queue });
        var task = await service.PollWorkflowTaskQueueAsync(new() { Namespace = "default", TaskQueue = queue });
        await service.RespondWorkflowTaskCompletedAsync(new()
        {
            Namespace = "default",
            TaskToken = task.TaskToken,
            Commands = { Conformance.Commands.Complete("done") },
        });
        await client.GetWorkflowHandle(id).GetResultAsync();
        return runs;
    }
}
