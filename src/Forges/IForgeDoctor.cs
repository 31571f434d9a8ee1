using BackgroundAgent.Contracts.Tasks;

namespace BackgroundAgent.Forges;

/// <summary>Looks a forge's set-up over, in the order in which things have to be right.</summary>
public interface IForgeDoctor
{
    /// <summary>Name of the forge.</summary>
    string Name { get; }

    /// <summary>Changes nothing. What cannot be told is said so; it throws only when it is cancelled.</summary>
    /// <param name="repository">Null: only what concerns no single repository.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task<IReadOnlyList<ForgeFinding>> ExamineAsync(RepositoryRef? repository, CancellationToken cancellationToken);
}

/// <param name="Subject">A few words.</param>
/// <param name="Fine">Null: it cannot be told, or is only worth knowing.</param>
/// <param name="Detail">One sentence.</param>
/// <param name="Fix">What to do; null where nothing is wrong.</param>
public sealed record ForgeFinding(string Subject, bool? Fine, string Detail, string? Fix = null);
