using BackgroundAgent.Contracts.Tasks;

namespace BackgroundAgent.Patching.Dependencies;

/// <summary>Takes dependencies to given versions. From the second attempt on they are there already, and it steps aside.</summary>
internal sealed class DependencyPatcher(IEnumerable<IDependencyEcosystem> ecosystems) : IPatcher
{
    public PatcherType Type => PatcherType.Dependency;

    public async Task<PatcherOutcome> PatchAsync(PatcherContext context, CancellationToken cancellationToken)
    {
        List<UpgradeSpec> wanted = [];
        List<string> faults = [];
        foreach (var text in context.Spec.Upgrades)
        {
            if (UpgradeSpec.TryParse(text, out var spec, out var fault))
            {
                wanted.Add(spec!);
            }
            else
            {
                faults.Add(fault!);
            }
        }

        if (faults.Count > 0 || wanted.Count == 0)
        {
            return new PatcherOutcome
            {
                Ending = PatcherEnding.Failed,
                Summary = "no valid upgrade",
                Detail = faults.Count > 0 ? string.Join('\n', faults) : "The dependency patcher was given no upgrade.",
            };
        }

        List<UpgradeSpec> upgraded = [];
        foreach (var ecosystem in ecosystems)
        {
            var own = wanted.Where(spec => spec.Ecosystem == ecosystem.Name).ToList();
            if (own.Count == 0)
            {
                continue;
            }

            var outcome = await ecosystem.UpgradeAsync(context, own, cancellationToken);
            if (outcome.Failure is { } failure)
            {
                return failure;
            }

            upgraded.AddRange(outcome.Upgraded);
        }

        return upgraded.Count == 0
            ? new PatcherOutcome { Ending = PatcherEnding.NotApplicable, Summary = "everything is at the wanted version or above" }
            : new PatcherOutcome { Ending = PatcherEnding.Done, Summary = Summarize(upgraded) };
    }

    private static string Summarize(List<UpgradeSpec> upgraded)
    {
        var first = string.Join(", ", upgraded.Take(3).Select(spec => $"{spec.Name} to {spec.VersionText}"));
        return $"Upgrade {first}{(upgraded.Count > 3 ? $" and {upgraded.Count - 3} more" : "")}";
    }
}
