using System.Collections.Concurrent;

namespace BackgroundAgent.GitHubSimulator;

/// <summary>Every change that clients caused, in order.</summary>
public sealed class Ledger
{
    private readonly ConcurrentQueue<Effect> effects = new();

    /// <summary>Called as soon as an effect is made, before the client has its answer.</summary>
    public event Action<Effect>? Added;

    public IReadOnlyList<Effect> All => [.. effects];

    /// <summary>What was done to one repository.</summary>
    public IReadOnlyList<string> Of(string repository) => [.. effects.Where(effect => effect.Repository == repository).Select(effect => effect.What)];

    internal void Add(string repository, string by, string what)
    {
        var effect = new Effect(repository, by, what);
        effects.Enqueue(effect);
        Added?.Invoke(effect);
    }
}
