using BackgroundAgent.DevServer.Rpc;

namespace BackgroundAgent.DevServer.Workers.Sets;

/// <summary>The version sets of one task queue, the default set last. Never changed in place.</summary>
internal sealed record QueueSets(IReadOnlyList<VersionSet> Sets)
{
    private const int MostSets = 10;
    private const int MostBuildIds = 100;

    public static readonly QueueSets None = new([]);

    public VersionSet? Default => Sets.Count == 0 ? null : Sets[^1];

    public VersionSet? Find(string buildId) => Sets.FirstOrDefault(s => s.BuildIds.Contains(buildId));

    /// <summary>The set that serves a build id; of one nobody has named, the set it would begin.</summary>
    public VersionSet Serving(string buildId) => Find(buildId) ?? VersionSet.Of(buildId);

    public QueueSets Apply(UpdateWorkerBuildIdCompatibilityRequest request)
    {
        var changed = request.OperationCase switch
        {
            UpdateWorkerBuildIdCompatibilityRequest.OperationOneofCase.AddNewBuildIdInNewDefaultSet => AddSet(request.AddNewBuildIdInNewDefaultSet),
            UpdateWorkerBuildIdCompatibilityRequest.OperationOneofCase.AddNewCompatibleBuildId => AddCompatible(request.AddNewCompatibleBuildId),
            UpdateWorkerBuildIdCompatibilityRequest.OperationOneofCase.PromoteSetByBuildId => MakeDefault(Require(request.PromoteSetByBuildId, "targeted version")),
            UpdateWorkerBuildIdCompatibilityRequest.OperationOneofCase.PromoteBuildIdWithinSet =>
                Replace(Require(request.PromoteBuildIdWithinSet, "targeted version"), s => s.WithDefault(request.PromoteBuildIdWithinSet)),
            _ => Merge(request.MergeSets),
        };
        return changed.Check();
    }

    private QueueSets AddSet(string buildId)
    {
        if (Default is { BuildIds: [var only] } && only == buildId)
        {
            return this;
        }

        return Find(buildId) is null
            ? new QueueSets([.. Sets, VersionSet.Of(buildId)])
            : throw RpcErrors.InvalidArgument($"version {buildId} already exists");
    }

    private QueueSets AddCompatible(UpdateWorkerBuildIdCompatibilityRequest.Types.AddNewCompatibleVersion request)
    {
        var (added, existing) = (request.NewBuildId, request.ExistingCompatibleBuildId);
        var set = Require(existing, "targeted compatible_version");
        if (Find(added) is { } own)
        {
            if (own != set)
            {
                throw RpcErrors.InvalidArgument($"{added} requested to be made compatible with {existing} but both versions exist and are incompatible");
            }

            if (request.MakeSetDefault && own != Default)
            {
                throw RpcErrors.InvalidArgument($"version {added} already exists and is not default for queue");
            }

            return own.Default == added ? this : throw RpcErrors.InvalidArgument($"version {added} already exists and is not default in set");
        }

        var changed = Replace(set, s => s.WithDefault(added));
        return request.MakeSetDefault ? changed.MakeDefault(changed.Find(added)!) : changed;
    }

    /// <summary>The primary set keeps its name and its default.</summary>
    private QueueSets Merge(UpdateWorkerBuildIdCompatibilityRequest.Types.MergeSets request)
    {
        var primary = Require(request.PrimarySetBuildId, "targeted primary version");
        var secondary = Require(request.SecondarySetBuildId, "targeted secondary version");
        if (primary == secondary)
        {
            return this;
        }

        var merged = primary with { BuildIds = [.. secondary.BuildIds, .. primary.BuildIds] };
        var later = Sets.Last(s => s == primary || s == secondary);
        return new QueueSets([.. Sets.Where(s => s == later || (s != primary && s != secondary)).Select(s => s == later ? merged : s)]);
    }

    private QueueSets MakeDefault(VersionSet set) => new([.. Sets.Where(s => s != set), set]);

    private QueueSets Replace(VersionSet set, Func<VersionSet, VersionSet> change) => new([.. Sets.Select(s => s == set ? change(s) : s)]);

    private VersionSet Require(string buildId, string name) => Find(buildId) ?? throw RpcErrors.NotFound($"{name} {buildId} not found");

    private QueueSets Check()
    {
        var buildIds = Sets.Sum(s => s.BuildIds.Count);
        return Sets.Count > MostSets
            ? throw RpcErrors.FailedPrecondition($"update would exceed number of compatible version sets permitted in namespace dynamic config ({Sets.Count}/{MostSets})")
            : buildIds > MostBuildIds
            ? throw RpcErrors.FailedPrecondition($"update would exceed number of build IDs permitted in namespace dynamic config ({buildIds}/{MostBuildIds})")
            : this;
    }
}
