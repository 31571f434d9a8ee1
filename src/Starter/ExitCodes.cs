using BackgroundAgent.Contracts.Tasks;

namespace BackgroundAgent.Starter;

/// <summary>What the process tells its caller. Documented in <c>--help</c> and in <c>docs/cli.md</c>; never renumbered.</summary>
internal static class ExitCodes
{
    /// <summary>The verb did what it was asked; a followed task ended green.</summary>
    public const int Green = 0;

    public const int Other = 1;
    public const int Blocked = 2;
    public const int NeedsHuman = 3;
    public const int Cancelled = 4;

    /// <summary>The arguments can never work as they are (the number is EX_USAGE of sysexits.h).</summary>
    public const int Usage = 64;

    /// <summary>There is no such thing, or it is not shown to us (EX_NOINPUT).</summary>
    public const int NotFound = 66;

    /// <summary>It was there and is not kept any more (EX_UNAVAILABLE).</summary>
    public const int Expired = 69;

    /// <summary>The other side does not answer now; later it may (EX_TEMPFAIL).</summary>
    public const int TryLater = 75;

    /// <summary>The credentials were refused (EX_NOPERM).</summary>
    public const int NotPermitted = 77;

    /// <summary>It is not set up (EX_CONFIG).</summary>
    public const int NotConfigured = 78;

    /// <summary>One line for every <c>--help</c>.</summary>
    public const string Legend = "0 green or done, 2 blocked, 3 needs-human, 4 cancelled, 64 wrong arguments, 1 anything else";

    public static int Of(TaskState state) => state switch
    {
        TaskState.Green => Green,
        TaskState.Blocked => Blocked,
        TaskState.NeedsHuman => NeedsHuman,
        TaskState.Cancelled => Cancelled,
        _ => Other,
    };
}
