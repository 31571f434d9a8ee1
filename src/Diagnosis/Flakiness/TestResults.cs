namespace BackgroundAgent.Diagnosis.Flakiness;

/// <summary>What one run attempt of one check said about its tests.</summary>
/// <param name="Repository">Its URL, as tasks name it.</param>
/// <param name="Check">Name of the check; the same test on another one is another thing, such as another system.</param>
/// <param name="Commit">What was run.</param>
/// <param name="Run">The forge's id of the run with the attempt; the same one again adds nothing.</param>
/// <param name="Passed">Names of tests.</param>
/// <param name="Failed">Names of tests; a test that is in both lists failed.</param>
public sealed record TestResults(string Repository, string Check, string Commit, string Run, IReadOnlyList<string> Passed, IReadOnlyList<string> Failed);

/// <summary>How flaky a test is.</summary>
/// <param name="Repository">Its URL, as tasks name it.</param>
/// <param name="Test">Full name.</param>
/// <param name="Rate">Over the runs that are kept.</param>
/// <param name="LastFlake">When a flake of it was read last; null where there was none.</param>
public sealed record TestFlakiness(string Repository, string Test, FlakeRate Rate, DateTimeOffset? LastFlake);
