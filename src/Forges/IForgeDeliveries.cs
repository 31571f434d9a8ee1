using BackgroundAgent.Contracts.Maintenance;

namespace BackgroundAgent.Forges;

/// <summary>Webhook deliveries of a forge that keeps them and sends them again on request. Faults are <see cref="ForgeException"/>.</summary>
public interface IForgeDeliveries
{
    /// <summary>Name of the forge.</summary>
    string Name { get; }

    /// <summary>What to ask for again; changes nothing.</summary>
    Task<FailedDeliveries> FindFailedAsync(SweepInput input, CancellationToken cancellationToken);

    /// <summary>Asks for a delivery again.</summary>
    /// <param name="delivery">As it was found.</param>
    /// <param name="look">Looks first whether it was sent again since: an earlier try may have asked and not lived to tell.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<RedeliveryOutcome> RedeliverAsync(FailedDelivery delivery, bool look, CancellationToken cancellationToken);
}
