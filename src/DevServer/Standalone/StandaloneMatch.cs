using BackgroundAgent.DevServer.Matching;

namespace BackgroundAgent.DevServer.Standalone;

/// <summary>A standalone activity that waits for a worker; of this attempt and no other.</summary>
internal sealed record StandaloneMatch(StandaloneActivity Activity, DateTimeOffset Created, long Transition) : MatchTask(Created);
