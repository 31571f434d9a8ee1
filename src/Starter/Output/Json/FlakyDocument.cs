using BackgroundAgent.Diagnosis.Flakiness;

namespace BackgroundAgent.Starter.Output.Json;

/// <summary>What <c>flaky --json</c> found.</summary>
/// <param name="File">Where it is kept; need not exist.</param>
/// <param name="Runs">Run attempts of checks that were read.</param>
/// <param name="KnownTests">Different tests seen in them.</param>
/// <param name="Tests">Those that flaked, the surest first.</param>
internal sealed record FlakyDocument(string File, long Runs, long KnownTests, IReadOnlyList<FlakyTestDocument> Tests);

/// <param name="Repository">Its URL.</param>
/// <param name="Test">Full name.</param>
/// <param name="Runs">Runs of the test.</param>
/// <param name="Flakes">Failed ones of them whose commit also passed.</param>
/// <param name="Rate">Flakes by runs.</param>
/// <param name="Low">Lower end of the 95 % interval of the rate.</param>
/// <param name="High">Upper end.</param>
/// <param name="LastFlake">When the last flake was read.</param>
internal sealed record FlakyTestDocument(string Repository, string Test, long Runs, long Flakes, double Rate, double Low, double High, DateTimeOffset? LastFlake)
{
    private const int Digits = 4;

    public static FlakyTestDocument Of(TestFlakiness test) => new(
        test.Repository, test.Test, test.Rate.Runs, test.Rate.Flakes, Math.Round(test.Rate.Rate, Digits), Math.Round(test.Rate.Low, Digits), Math.Round(test.Rate.High, Digits), test.LastFlake);
}
