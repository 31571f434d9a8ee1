using BackgroundAgent.DevServer.Engine;

namespace BackgroundAgent.DevServer.Nexus.Operations;

/// <summary>Attempts are not events; they are kept beside them. And what goes on after a restart.</summary>
internal sealed partial class NexusMachine
{
    public List<NexusSide>? ToSide()
    {
        List<NexusSide>? sides = null;
        foreach (var operation in _pending.Values)
        {
            var side = new NexusSide
            {
                ScheduledId = operation.ScheduledId,
                Start = operation.Start.ToSide(),
                Cancel = operation.Cancellation?.Requests.ToSide(),
            };
            if (side.Start is not null || side.Cancel is not null)
            {
                (sides ??= []).Add(side);
            }
        }

        return sides;
    }

    public void Restore(List<NexusSide>? sides)
    {
        foreach (var side in sides ?? [])
        {
            if (Find(side.ScheduledId) is { } operation)
            {
                operation.Start.Restore(side.Start);
                operation.Cancellation?.Requests.Restore(side.Cancel);
            }
        }
    }

    /// <summary>Makes again the requests that were under way when the server ended; a handler knows a repeated one by its request id.</summary>
    public void Repeat()
    {
        foreach (var operation in _pending.Values)
        {
            if (operation.State == PendingNexusOperationState.Scheduled)
            {
                run.Add(new Effect(EffectKind.StartNexusOperation, operation.ScheduledId));
            }

            if (operation.Cancellation is { CanBeSent: true })
            {
                run.Add(new Effect(EffectKind.CancelNexusOperation, operation.ScheduledId));
            }
        }
    }
}
