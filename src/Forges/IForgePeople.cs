using BackgroundAgent.Contracts.Commands;
using BackgroundAgent.Contracts.Tasks;

namespace BackgroundAgent.Forges;

/// <summary>People around a repository, of a forge that has them. Faults are <see cref="ForgeException"/>.</summary>
public interface IForgePeople
{
    /// <summary>Name of the forge.</summary>
    string Name { get; }

    /// <summary>Whether it is a person, by id and not by name, who may write to the repository.</summary>
    Task<bool> MayWriteAsync(RepositoryRef repository, ForgePerson person, CancellationToken cancellationToken);

    /// <summary>What an issue or pull request says; null: there is none.</summary>
    Task<ForgeThread?> FindThreadAsync(RepositoryRef repository, int number, CancellationToken cancellationToken);

    /// <summary>When a commit was made; null: it is not there.</summary>
    Task<DateTimeOffset?> CommittedAtAsync(RepositoryRef repository, string commit, CancellationToken cancellationToken);

    /// <summary>Answers once for each key.</summary>
    /// <param name="repository">Where.</param>
    /// <param name="number">Of the issue or pull request.</param>
    /// <param name="key">Names the answer; the same one again changes nothing.</param>
    /// <param name="text">Markdown.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task ReplyAsync(RepositoryRef repository, int number, string key, string text, CancellationToken cancellationToken);

    /// <summary>Shows that a comment was taken, or not.</summary>
    Task ReactAsync(RepositoryRef repository, string comment, bool taken, CancellationToken cancellationToken);
}

/// <param name="Title">Untrusted.</param>
/// <param name="Body">Untrusted.</param>
/// <param name="Branch">Head of a pull request from the same repository; null: an issue, or somebody's fork.</param>
/// <param name="HeadCommit">Of the pull request.</param>
public sealed record ForgeThread(string Title, string Body, string? Branch, string? HeadCommit);
