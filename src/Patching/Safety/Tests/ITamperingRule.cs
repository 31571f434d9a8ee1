namespace BackgroundAgent.Patching.Safety.Tests;

/// <summary>One way of making tests pass other than making the code right.</summary>
internal interface ITamperingRule
{
    IEnumerable<Tampering> Check(PatchDiff diff);
}

/// <param name="File">Where.</param>
/// <param name="Message">What, one sentence.</param>
internal sealed record Tampering(string File, string Message);
