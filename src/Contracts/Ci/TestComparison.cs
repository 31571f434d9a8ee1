using BackgroundAgent.Contracts.Activities;

namespace BackgroundAgent.Contracts.Ci;

/// <summary>Asks whether as many tests ran as on the base commit, and covered as much.</summary>
public sealed record CompareTestsRequest
{
    /// <summary>The commit that CI passed.</summary>
    public required CiQuery Query { get; init; }

    public required string BaseCommit { get; init; }

    /// <summary>Percentage points by which the tests may cover less of the lines than on the base commit; null: coverage is not asked for.</summary>
    public decimal? CoverageDrop { get; init; }
}

/// <summary>Tests that ran (skipped ones did not), summed over the checks whose logs count them.</summary>
public sealed record TestComparison
{
    /// <summary>One per check that ran fewer than on the base commit, then one per check that covered too much less.</summary>
    public IReadOnlyList<GuardHit> Hits { get; init; } = [];

    /// <summary>Null where no log counts tests.</summary>
    public long? Tests { get; init; }

    /// <summary>Null where nothing is known of the base commit.</summary>
    public long? TestsOnBase { get; init; }
}
