using BackgroundAgent.Contracts;
using BackgroundAgent.Contracts.Activities;
using BackgroundAgent.Contracts.Tasks;

namespace BackgroundAgent.Patching;

/// <summary>
/// Runs the task's patchers in order; the first that changes files makes the attempt's patch. One that fails has its edits thrown away and
/// the next is tried, so that a broken fixer does not keep the agent behind it from its work; its failure is the result only when nobody
/// changes anything.
/// </summary>
public sealed class PatcherChain
{
    private readonly Dictionary<PatcherType, IPatcher> _patchers;

    public PatcherChain(IEnumerable<IPatcher> patchers) => _patchers = patchers.ToDictionary(patcher => patcher.Type);

    /// <exception cref="OperationCanceledException">The token was cancelled; edits may be left in the work tree.</exception>
    public async Task<PatcherChainResult> RunAsync(PatcherChainRequest request, CancellationToken cancellationToken)
    {
        List<PatcherRun> runs = [];
        var position = 0;
        foreach (var spec in InPolicyOrder(request.Patch))
        {
            var name = spec.Type.ToKebabCase();
            request.Progress?.Invoke($"patcher {name}");
            var context = Context(request, spec, ++position);
            var outcome = await _patchers[spec.Type].PatchAsync(context, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            runs.Add(new PatcherRun(name, outcome));
            var changed = await request.HasChanges(cancellationToken);
            if (outcome.Ending is PatcherEnding.Done or PatcherEnding.NotApplicable && changed)
            {
                return Result(PatchStatus.Patched, runs, runs[^1]);
            }

            if (changed)
            {
                await request.DiscardChanges(cancellationToken);
            }
        }

        var failure = runs.FirstOrDefault(run => run.Outcome.Ending is PatcherEnding.Failed or PatcherEnding.TimedOut or PatcherEnding.Cancelled);
        return failure is null
            ? Result(PatchStatus.NoChange, runs, runs.LastOrDefault())
            : Result(failure.Outcome.Ending == PatcherEnding.TimedOut ? PatchStatus.TimedOut : PatchStatus.Failed, runs, failure);
    }

    /// <summary>Patchers that the policy does not name come last, in the task's order.</summary>
    private static IEnumerable<PatcherSpec> InPolicyOrder(PatchRequest request)
    {
        var order = request.Policy.PatcherOrder.ToList();
        return order.Count == 0
            ? request.Spec.Patchers
            : request.Spec.Patchers.OrderBy(spec => order.IndexOf(spec.Type) is >= 0 and var place ? place : int.MaxValue);
    }

    private static PatcherContext Context(PatcherChainRequest request, PatcherSpec spec, int position)
    {
        var scratch = Path.Combine(request.ScratchFolder, $"{position}-{spec.Type.ToKebabCase()}");
        Directory.CreateDirectory(scratch);
        return new PatcherContext
        {
            Request = request.Patch,
            Spec = spec,
            WorkTree = request.WorkTree,
            FindingsFile = request.FindingsFile,
            ScratchFolder = scratch,
            Progress = request.Progress,
        };
    }

    private static PatcherChainResult Result(PatchStatus status, List<PatcherRun> runs, PatcherRun? deciding) => new()
    {
        Status = status,
        Patcher = deciding?.Patcher,
        Summary = deciding?.Outcome.Summary ?? "",
        Detail = deciding?.Outcome.Detail,
        LogFile = deciding?.Outcome.LogFile,
        CostUsd = runs.Sum(run => run.Outcome.CostUsd),
        Runs = runs,
    };
}

/// <summary>A request to the chain.</summary>
public sealed record PatcherChainRequest
{
    public required PatchRequest Patch { get; init; }

    /// <summary>Absolute path of a clean work tree at the head commit.</summary>
    public required string WorkTree { get; init; }

    /// <summary>See <see cref="PatcherContext.FindingsFile"/>.</summary>
    public string? FindingsFile { get; init; }

    /// <summary>A folder outside the work tree; each patcher gets one of its own below. Logs stay there for the caller.</summary>
    public required string ScratchFolder { get; init; }

    /// <summary>Whether the work tree differs from the head commit, new files included.</summary>
    public required Func<CancellationToken, Task<bool>> HasChanges { get; init; }

    /// <summary>Makes the work tree as it was at the start.</summary>
    public required Func<CancellationToken, Task> DiscardChanges { get; init; }

    public Action<string>? Progress { get; init; }
}

/// <summary>What came of it; texts are redacted but not bounded.</summary>
public sealed record PatcherChainResult
{
    public required PatchStatus Status { get; init; }

    /// <summary>The patcher that decided the status; null when the task has none.</summary>
    public string? Patcher { get; init; }

    public string Summary { get; init; } = "";

    public string? Detail { get; init; }

    public string? LogFile { get; init; }

    /// <summary>Of all patchers that ran.</summary>
    public decimal CostUsd { get; init; }

    /// <summary>Every patcher that ran, in order.</summary>
    public IReadOnlyList<PatcherRun> Runs { get; init; } = [];
}

/// <param name="Patcher">Its name, such as <c>command</c>.</param>
/// <param name="Outcome">How it ended.</param>
public sealed record PatcherRun(string Patcher, PatcherOutcome Outcome);
