using Temporalio.Api.Batch.V1;

namespace BackgroundAgent.DevServer.Batches;

/// <summary>One batch operation and how far it is. Kept in memory: what it did is in the executions.</summary>
internal sealed class BatchJob(StartBatchOperationRequest request, BatchOperationType type, DateTimeOffset started)
{
    private long _done;
    private long _failed;

    public StartBatchOperationRequest Request { get; } = request;

    public BatchOperationType Type { get; } = type;

    public DateTimeOffset Started { get; } = started;

    public DateTimeOffset? Closed { get; set; }

    public BatchOperationState State { get; set; } = BatchOperationState.Running;

    public long Total { get; set; }

    public long Done => Interlocked.Read(ref _done);

    public long Failed => Interlocked.Read(ref _failed);

    public CancellationTokenSource Stop { get; } = new();

    public void Count(bool succeeded) => Interlocked.Increment(ref succeeded ? ref _done : ref _failed);

    public BatchOperationInfo ToInfo() => new()
    {
        JobId = Request.JobId,
        State = State,
        StartTime = Timestamp.FromDateTimeOffset(Started),
        CloseTime = Closed is { } closed ? Timestamp.FromDateTimeOffset(closed) : null,
    };
}
