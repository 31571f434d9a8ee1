using BackgroundAgent.TestKit.Temporal;

namespace BackgroundAgent.Workflows.Tests.Fakes;

/// <summary>The same on a server that skips time while nothing but timers is due; only our own host can.</summary>
public sealed class SkippingTaskServer() : TaskServer(new TemporalServerSettings { TimeSkipping = true });
