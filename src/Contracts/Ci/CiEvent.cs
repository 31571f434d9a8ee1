namespace BackgroundAgent.Contracts.Ci;

/// <summary>Payload of the <c>ci-reported</c> signal: a hint that CI has news. It wakes the task and is never believed.</summary>
/// <param name="DeliveryId">Unique per delivery; a repeated one is dropped. At most 128 characters.</param>
/// <param name="Commit">The commit CI spoke about.</param>
/// <param name="Check">Name of the check, for the log only.</param>
public sealed record CiEvent(string DeliveryId, string Commit, string? Check = null);
