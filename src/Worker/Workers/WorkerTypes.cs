namespace BackgroundAgent.Worker.Workers;

/// <summary>What the Temporal workers run.</summary>
/// <param name="Workflows">Concrete workflow classes.</param>
/// <param name="SharedActivities">Classes of activities that any host can do.</param>
/// <param name="HostActivities">Classes of activities that need the work tree of this host.</param>
internal sealed record WorkerTypes(IReadOnlyList<Type> Workflows, IReadOnlyList<Type> SharedActivities, IReadOnlyList<Type> HostActivities);
