using BackgroundAgent.Activities.Failures;
using BackgroundAgent.Contracts.Activities;
using BackgroundAgent.Contracts.Ci;
using Temporalio.Activities;

namespace BackgroundAgent.Activities.Ci;

/// <inheritdoc cref="ICiActivities"/>
internal sealed class CiActivities(ForgeSet forges, FailureClassifier classifier, BaseComparison comparison, Heartbeats heartbeats) : ICiActivities
{
    private static CancellationToken Cancellation => ActivityExecutionContext.Current.CancellationToken;

    [Activity]
    public Task<CiObservation> ReadCiAsync(CiQuery query)
        => ActivityFailures.MapAsync(() => heartbeats.WhileAsync(() => forges.Of(query.Repository).ReadCiAsync(query, Cancellation)));

    [Activity]
    public Task<Classification> ClassifyAsync(ClassifyRequest request) => ActivityFailures.MapAsync(async () =>
    {
        await using var beat = heartbeats.Start();
        return await classifier.ClassifyAsync(request, Cancellation);
    });

    [Activity]
    public Task<TestComparison> CompareTestsAsync(CompareTestsRequest request)
        => ActivityFailures.MapAsync(() => heartbeats.WhileAsync(() => comparison.CompareAsync(request, Cancellation)));

    [Activity]
    public Task RerunAsync(RerunRequest request)
        => ActivityFailures.MapAsync(
            () => heartbeats.WhileAsync(() => forges.Of(request.Repository).RerunAsync(request, Cancellation)), FailureTypes.ForgeRefused);

    [Activity]
    public Task CancelCiAsync(CiQuery query)
        => ActivityFailures.MapAsync(
            () => heartbeats.WhileAsync(() => forges.Of(query.Repository).CancelCiAsync(query, Cancellation)), FailureTypes.ForgeRefused);
}
