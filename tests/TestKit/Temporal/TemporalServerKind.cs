namespace BackgroundAgent.TestKit.Temporal;

/// <summary>Which server a <see cref="TemporalServerFixture"/> talks to.</summary>
public enum TemporalServerKind
{
    /// <summary>Our own embedded server, run as its host program. The default.</summary>
    Embedded,

    /// <summary>A dev server of the genuine <c>temporal</c> program that TEMPORAL_CLI_PATH names.</summary>
    GenuineCli,

    /// <summary>A server that already runs at TEMPORAL_ADDRESS; never stopped by the tests.</summary>
    Address,
}
