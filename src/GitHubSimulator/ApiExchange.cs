namespace BackgroundAgent.GitHubSimulator;

/// <summary>One request to REST and its answer, as they went over the wire.</summary>
public sealed record ApiExchange
{
    public required string Method { get; init; }

    /// <summary>Below the base of the API, from the slash on, still encoded.</summary>
    public required string Path { get; init; }

    /// <summary>With its question mark; empty: none.</summary>
    public required string Query { get; init; }

    public string? Accept { get; init; }

    /// <summary>Media type of the request; null: none.</summary>
    public string? RequestType { get; init; }

    public byte[] RequestBody { get; init; } = [];

    public required int Status { get; init; }

    /// <summary>Media type of the answer; null: none.</summary>
    public string? ResponseType { get; init; }

    public byte[] ResponseBody { get; init; } = [];
}
