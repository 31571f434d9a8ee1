using System.Collections.Concurrent;
using BackgroundAgent.DevServer.Engine;
using BackgroundAgent.DevServer.Namespaces;
using BackgroundAgent.DevServer.Rpc;
using BackgroundAgent.DevServer.Storage;
using BackgroundAgent.DevServer.Visibility;
using Temporalio.Api.Rules.V1;

namespace BackgroundAgent.DevServer.Rules;

/// <summary>The workflow rules of all namespaces; kept in the store. The one thing a rule can do is to pause an activity that is about to start.</summary>
internal sealed class WorkflowRuleBook(IStore store, NamespaceRegistry namespaces)
{
    private const string Kind = "workflow-rule";

    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<(string Namespace, string Id), WorkflowRule> _rules = new();

    public void Load()
    {
        foreach (var (key, bytes) in store.LoadRecords(Kind))
        {
            var rule = WorkflowRule.Parser.ParseFrom(bytes);
            _rules[(key.Split('\n')[0], rule.Spec.Id)] = rule;
        }
    }

    public IEnumerable<WorkflowRule> All(string @namespace) =>
        _rules.Where(r => r.Key.Namespace == @namespace).Select(r => r.Value).OrderBy(r => r.Spec.Id, StringComparer.Ordinal);

    public WorkflowRule? Find(string @namespace, string id) => _rules.GetValueOrDefault((@namespace, id));

    /// <summary>At the limit the rule that expired first gives way.</summary>
    public async Task AddAsync(string @namespace, WorkflowRule rule, int most)
    {
        var write = new StoreWrite();
        Task commit;
        lock (_gate)
        {
            var all = All(@namespace).ToList();
            if (all.Count >= most)
            {
                var oldest = all.Where(r => r.Spec.ExpirationTime is not null).MinBy(r => r.Spec.ExpirationTime.ToDateTimeOffset())
                    ?? throw RpcErrors.InvalidArgument($"Workflow Rule limit exceeded. Max: {most}");
                Remove(@namespace, oldest.Spec.Id, write);
            }

            if (!_rules.TryAdd((@namespace, rule.Spec.Id), rule))
            {
                throw RpcErrors.InvalidArgument("Workflow Rule with this ID already exists.");
            }

            write.Records.Add(new RecordWrite(Kind, Key(@namespace, rule.Spec.Id), rule.ToByteArray()));
            commit = store.CommitAsync(write);
        }

        await commit;
    }

    public async Task DeleteAsync(string @namespace, string id)
    {
        var write = new StoreWrite();
        Task commit;
        lock (_gate)
        {
            Remove(@namespace, id, write);
            commit = store.CommitAsync(write);
        }

        await commit;
    }

    /// <summary>The rule that pauses this activity, or null. A rule that cannot be read pauses nothing. Needs the run's gate.</summary>
    public WorkflowRule? Pausing(Run run, Activity activity)
    {
        if (_rules.IsEmpty)
        {
            return null;
        }

        return All(run.Key.Namespace).FirstOrDefault(rule =>
            !(rule.Spec.ExpirationTime?.ToDateTimeOffset() < run.Now) && rule.Spec.Actions.Any(a => a.ActivityPause is not null) && Matches(rule.Spec, run, activity));
    }

    private bool Matches(WorkflowRuleSpec rule, Run run, Activity activity)
    {
        try
        {
            var record = new RunRecord(run.Key, run.Serial, RunSummary.Build(run));
            return rule.ActivityStart is { } trigger && QueryFilter.Create(namespaces.Require(run.Key.Namespace), rule.VisibilityQuery).Matches(record) &&
                ActivityPredicate.Matches(trigger.Predicate, activity);
        }
        catch (Exception e) when (e is RpcException or QueryException)
        {
            return false;
        }
    }

    private void Remove(string @namespace, string id, StoreWrite write)
    {
        _rules.TryRemove((@namespace, id), out _);
        write.Records.Add(new RecordWrite(Kind, Key(@namespace, id), null));
    }

    private static string Key(string @namespace, string id) => $"{@namespace}\n{id}";
}
