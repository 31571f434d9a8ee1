using System.Collections.Concurrent;
using Google.Protobuf;
using Temporalio.Api.WorkflowService.V1;

namespace BackgroundAgent.DevServer.Tests.Hostile;

/// <summary>Names and tokens requests are made of: some that exist, some that cannot.</summary>
internal sealed class HostilePool
{
    private const string Queue = "hostile-queue";

    private static readonly string[] Strange =
    [
        "", " ", "\0", "%s%n", "'; DROP TABLE runs; --", "WorkflowId = 'x' AND (", "ä\u0301\U0001F4A5", "../../etc/passwd", new('x', 1001), new('y', 70_000),
        "2026-01-01T00:00:00Z", "* * * * *", "@every 1s", "CRON_TZ=Mars/Base * * * * *", "99999999999999999999", "u1", "s1", "A", "T", "default", "1",
    ];

    private readonly ConcurrentQueue<ByteString> _tokens = new();
    private readonly ConcurrentQueue<string> _runIds = new();

    public string Text(Random random, string field)
    {
        if (random.Next(40) == 0)
        {
            return Strange[random.Next(Strange.Length)];
        }

        return field switch
        {
            "namespace" => "default",
            "workflow_id" or "schedule_id" => $"hostile-{random.Next(40)}",
            "run_id" or "first_execution_run_id" => random.Next(3) > 0 ? "" : Any(_runIds, random) ?? Guid.NewGuid().ToString(),
            "identity" or "reason" => "me",
            "name" => random.Next(2) == 0 ? Queue : "T",
            "query" or "visibility_query" => random.Next(2) == 0 ? "WorkflowType = 'T'" : "ExecutionStatus = 'Running' AND StartTime > '2026-01-01T00:00:00Z'",
            "cron_schedule" => random.Next(20) == 0 ? "* * * * *" : "",
            _ => Strange[random.Next(Strange.Length)],
        };
    }

    public ByteString Bytes(Random random, string field)
    {
        if (field.EndsWith("token", StringComparison.Ordinal) && random.Next(4) > 0 && Any(_tokens, random) is { } token)
        {
            return token;
        }

        var bytes = new byte[random.Next(60)];
        random.NextBytes(bytes);
        return ByteString.CopyFrom(bytes);
    }

    /// <summary>What the server gave out is used again, also where it does not belong.</summary>
    public void Learn(string path, byte[] body)
    {
        switch (path[(path.LastIndexOf('/') + 1)..])
        {
            case "PollWorkflowTaskQueue":
                Keep(_tokens, PollWorkflowTaskQueueResponse.Parser.ParseFrom(body).TaskToken, t => t.IsEmpty);
                break;
            case "PollActivityTaskQueue":
                Keep(_tokens, PollActivityTaskQueueResponse.Parser.ParseFrom(body).TaskToken, t => t.IsEmpty);
                break;
            case "GetWorkflowExecutionHistory":
                Keep(_tokens, GetWorkflowExecutionHistoryResponse.Parser.ParseFrom(body).NextPageToken, t => t.IsEmpty);
                break;
            case "StartWorkflowExecution":
                Keep(_runIds, StartWorkflowExecutionResponse.Parser.ParseFrom(body).RunId, r => r.Length == 0);
                break;
            default:
                break;
        }
    }

    /// <summary>Only the newest: what is long over is refused by the first check.</summary>
    private static void Keep<T>(ConcurrentQueue<T> queue, T value, Predicate<T> empty)
    {
        if (!empty(value))
        {
            queue.Enqueue(value);
            while (queue.Count > 30)
            {
                queue.TryDequeue(out _);
            }
        }
    }

    private static T? Any<T>(ConcurrentQueue<T> queue, Random random)
        where T : class => queue.ElementAtOrDefault(random.Next(Math.Max(1, queue.Count)));
}
