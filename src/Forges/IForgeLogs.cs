namespace BackgroundAgent.Forges;

/// <summary>Finds the logs that an address for people stands for: a job, a run, a pull request, a commit. Reads only.</summary>
public interface IForgeLogs
{
    /// <summary>Name of the forge.</summary>
    string Name { get; }

    /// <summary>Whether it is reached and allowed to read; null: yes, else what is missing.</summary>
    string? NotConfigured { get; }

    /// <summary>Whether the address is one of this forge's, by scheme and host alone.</summary>
    bool Owns(Uri address);

    /// <summary>The host whose addresses it owns, for people.</summary>
    string Host { get; }

    /// <summary>
    /// The logs, in a stable order. Where the address stands for several checks: of those that completed and did not succeed, or of all completed ones when none failed. At least one.
    /// </summary>
    /// <exception cref="ForgeException">
    /// <see cref="ForgeFault.Invalid"/>: an address of the forge, but of nothing that has logs. <see cref="ForgeFault.NotFound"/>, <see cref="ForgeFault.Unauthorized"/>,
    /// <see cref="ForgeFault.Transient"/>.
    /// </exception>
    Task<IReadOnlyList<ForgeLog>> FindAsync(Uri address, CancellationToken cancellationToken);
}

/// <summary>A log that can be opened.</summary>
/// <param name="Name">The check's name.</param>
/// <param name="Address">Where people look at it.</param>
/// <param name="OpenAsync">The log as a stream that is read as it comes; <see cref="ForgeFault.Expired"/> where it is not kept any more.</param>
public sealed record ForgeLog(string Name, string Address, Func<CancellationToken, Task<Stream>> OpenAsync);
