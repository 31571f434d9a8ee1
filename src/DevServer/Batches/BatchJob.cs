using System.Globalization;
using BackgroundAgent.DevServer.Engine;
using Temporalio.Api.Batch.V1;

namespace BackgroundAgent.DevServer.Batches;

/// <summary>One batch operation and how far it is: what it is for, over which executions, and at which of them it stands.</summary>
internal sealed class BatchJob(StartBatchOperationRequest request, List<WorkflowExecution> targets, DateTimeOffset started)
{
    private int _done;
    private int _failed;

    public StartBatchOperationRequest Request { get; } = request;

    public List<WorkflowExecution> Targets { get; } = targets;

    public DateTimeOffset Started { get; } = started;

    public DateTimeOffset? Closed { get; private set; }

    public BatchOperationState State { get; private set; } = BatchOperationState.Running;

    public int Done => Volatile.Read(ref _done);

    public int Failed => Volatile.Read(ref _failed);

    /// <summary>The next target; all before it are done.</summary>
    public int Position => Done + Failed;

    public void Count(bool succeeded) => Interlocked.Increment(ref succeeded ? ref _done : ref _failed);

    /// <summary>False when it has ended before.</summary>
    public bool TryClose(BatchOperationState state, DateTimeOffset now)
    {
        lock (Targets)
        {
            if (Closed is not null)
            {
                return false;
            }

            (State, Closed) = (state, now);
            return true;
        }
    }

    /// <summary>What changes with every target, kept apart from the long list of them.</summary>
    public byte[] ProgressToBytes() => System.Text.Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Done} {Failed}"));

    public void RestoreProgress(byte[] bytes)
    {
        var parts = System.Text.Encoding.ASCII.GetString(bytes).Split(' ');
        _done = int.Parse(parts[0], CultureInfo.InvariantCulture);
        _failed = int.Parse(parts[1], CultureInfo.InvariantCulture);
    }

    /// <summary>Three protocol messages one after the other, each with its length: the request, the targets, the state.</summary>
    public byte[] ToBytes()
    {
        using var stream = new MemoryStream();
        Request.WriteDelimitedTo(stream);
        new StartBatchOperationRequest { Executions = { Targets } }.WriteDelimitedTo(stream);
        ToInfo().WriteDelimitedTo(stream);
        return stream.ToArray();
    }

    public static BatchJob FromBytes(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        var request = StartBatchOperationRequest.Parser.ParseDelimitedFrom(stream);
        var targets = StartBatchOperationRequest.Parser.ParseDelimitedFrom(stream).Executions;
        var info = BatchOperationInfo.Parser.ParseDelimitedFrom(stream);
        return new BatchJob(request, [.. targets], info.StartTime.ToDateTimeOffset()) { State = info.State, Closed = info.CloseTime?.ToDateTimeOffset() };
    }

    public BatchOperationInfo ToInfo() => new()
    {
        JobId = Request.JobId,
        State = State,
        StartTime = Started.ToProto(),
        CloseTime = Closed?.ToProto(),
    };
}
