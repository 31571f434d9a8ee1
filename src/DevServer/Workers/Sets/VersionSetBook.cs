using System.Collections.Concurrent;
using BackgroundAgent.DevServer.Engine;
using BackgroundAgent.DevServer.Storage;

namespace BackgroundAgent.DevServer.Workers.Sets;

/// <summary>The version sets of all task queues: the oldest way of versioning workers. Most servers have none.</summary>
internal sealed class VersionSetBook(IStore store)
{
    private const string Kind = "version-sets";

    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<(string Namespace, string Queue), QueueSets> _queues = new();

    /// <summary>The sets of a queue of this namespace have changed. Raised outside of the lock.</summary>
    public event Action<string>? Changed;

    public void Load()
    {
        foreach (var (key, bytes) in store.LoadRecords(Kind))
        {
            var parts = key.Split('\n');
            var sets = GetWorkerBuildIdCompatibilityResponse.Parser.ParseFrom(bytes).MajorVersionSets;
            _queues[(parts[0], parts[1])] = new QueueSets([.. sets.Select(s => new VersionSet(s.BuildIds[0], [.. s.BuildIds.Skip(1)]))]);
        }
    }

    public QueueSets Of(string @namespace, string queue) => _queues.IsEmpty ? QueueSets.None : _queues.GetValueOrDefault((@namespace, queue), QueueSets.None);

    /// <summary>Task queues that know a build id.</summary>
    public IEnumerable<string> QueuesWith(string @namespace, string buildId) =>
        _queues.Where(q => q.Key.Namespace == @namespace && q.Value.Find(buildId) is not null).Select(q => q.Key.Queue).Order(StringComparer.Ordinal);

    /// <param name="request">The change.</param>
    /// <param name="mostQueues">How many task queues may know one build id.</param>
    public async Task UpdateAsync(UpdateWorkerBuildIdCompatibilityRequest request, int mostQueues)
    {
        Task commit;
        lock (_gate)
        {
            var changed = Of(request.Namespace, request.TaskQueue).Apply(request);
            CheckQueues(request.Namespace, request.TaskQueue, changed, mostQueues);
            var stored = new GetWorkerBuildIdCompatibilityResponse();
            stored.MajorVersionSets.Add(changed.Sets.Select(s => new CompatibleVersionSet { BuildIds = { s.Id, s.BuildIds } }));
            var write = new StoreWrite();
            write.Records.Add(new RecordWrite(Kind, $"{request.Namespace}\n{request.TaskQueue}", stored.ToByteArray()));
            commit = store.CommitAsync(write);
            _queues[(request.Namespace, request.TaskQueue)] = changed;
        }

        await commit;
        Changed?.Invoke(request.Namespace);
    }

    private void CheckQueues(string @namespace, string queue, QueueSets changed, int most)
    {
        var known = Of(@namespace, queue);
        foreach (var buildId in changed.Sets.SelectMany(s => s.BuildIds).Where(b => known.Find(b) is null))
        {
            if (QueuesWith(@namespace, buildId).Count() >= most)
            {
                throw Rpc.RpcErrors.FailedPrecondition($"Exceeded max task queues allowed to be mapped to a single build ID: {most}");
            }
        }
    }

    /// <summary>
    /// The set for a task, or null for the unversioned workers: a run stays with the set of the worker it is on; one that nobody has begun goes to
    /// the default set, and so does an activity that does not depend on the workflow's build. Needs the run's gate.
    /// </summary>
    public VersionSet? For(Run run, string queue, bool independent)
    {
        var sets = Of(run.Key.Namespace, queue);
        if (!independent && run.Versioning.Stamp is { } stamp)
        {
            return sets.Serving(stamp.BuildId);
        }

        return independent || run.WorkflowTask.LastCompletedId == 0 ? sets.Default : null;
    }

    /// <summary>A newer build of its set has taken over from the worker that has the run cached. Needs the run's gate.</summary>
    public bool HasMoved(Run run) =>
        run.Versioning.Stamp is { } stamp && Of(run.Key.Namespace, run.Facts.TaskQueue).Find(stamp.BuildId) is { } set && set.Default != stamp.BuildId;
}
