using BackgroundAgent.Contracts.Maintenance;
using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace BackgroundAgent.Workflows.Maintenance;

/// <summary>One look, then one request for each event, a moment apart: GitHub wants changes to come one after the other.</summary>
[Workflow("RedeliverySweep")]
internal sealed class RedeliverySweep : IRedeliverySweep
{
    /// <summary>GitHub's "Best practices for using the REST API" ask for at least a second between requests that change something.</summary>
    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(1);

    [WorkflowRun]
    public async Task<SweepResult> RunAsync(SweepInput input)
    {
        var found = await Workflow.ExecuteActivityAsync(
            (IMaintenanceActivities activities) => activities.FindFailedDeliveriesAsync(input), MaintenanceCalls.Look("failed webhook deliveries"));
        var redeliveries = new List<Redelivery>();
        foreach (var delivery in found.Deliveries)
        {
            if (redeliveries.Count > 0)
            {
                await Workflow.DelayAsync(Apart);
            }

            redeliveries.Add(new Redelivery(delivery.EventId, delivery.Event, await RedeliverAsync(delivery)));
        }

        return new SweepResult
        {
            Failed = found.Failed,
            Recovered = found.Recovered,
            GivenUp = found.GivenUp,
            Postponed = found.Postponed,
            Redeliveries = redeliveries,
            Note = found.Note,
        };
    }

    /// <summary>One that cannot be asked for does not keep the others from it.</summary>
    private static async Task<RedeliveryOutcome> RedeliverAsync(FailedDelivery delivery)
    {
        try
        {
            return await Workflow.ExecuteActivityAsync(
                (IMaintenanceActivities activities) => activities.RedeliverAsync(delivery), MaintenanceCalls.Change($"again: {delivery.Event} {delivery.EventId}"));
        }
        catch (ActivityFailureException exception) when (!TemporalException.IsCanceledException(exception))
        {
            return RedeliveryOutcome.Failed;
        }
    }
}
