namespace BackgroundAgent.GitHubSimulator.State;

/// <summary>Who makes a request, and what it may.</summary>
internal sealed record Caller
{
    public required Account Account { get; init; }

    /// <summary>Whether it is the App itself, with a JWT; such a caller may only ask about the App.</summary>
    public bool IsApp { get; init; }

    /// <summary>Key of the rate limit: all tokens of an installation share one.</summary>
    public required string Budget { get; init; }

    /// <summary>Full names; null: all.</summary>
    public IReadOnlySet<string>? Repositories { get; init; }

    /// <summary>Null: all.</summary>
    public IReadOnlyDictionary<string, string>? Permissions { get; init; }

    public bool May(string permission, string level)
        => Permissions is null || (Permissions.TryGetValue(permission, out var given) && (given == level || given is "write" or "admin"));
}
