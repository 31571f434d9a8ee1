using System.ComponentModel;
using System.Diagnostics;
using BackgroundAgent.Architecture.Tests.Reading;
using BackgroundAgent.Contracts.Tasks;

namespace BackgroundAgent.Architecture.Tests;

/// <summary>The compose file of a real cluster.</summary>
public sealed class ComposeTests
{
    private const string File = "docker-compose.temporal.yml";

    [Fact]
    public void Compose_File_IsAccepted()
    {
        var outcome = Compose("docker", "compose") ?? Compose("docker-compose");
        Assert.SkipWhen(outcome is null, "neither 'docker compose' nor 'docker-compose' is installed");

        Assert.True(outcome!.Value.ExitCode == 0, outcome.Value.Output);
    }

    [Fact]
    public void Compose_SearchAttributes_AreThoseOfTasks()
    {
        var text = Repository.Read(File);
        var needed = new[]
        {
            (SearchAttributeNames.Repository.Name, SearchAttributeNames.Repository.ValueType),
            (SearchAttributeNames.Kind.Name, SearchAttributeNames.Kind.ValueType),
            (SearchAttributeNames.State.Name, SearchAttributeNames.State.ValueType),
            (SearchAttributeNames.Attempt.Name, SearchAttributeNames.Attempt.ValueType),
            (SearchAttributeNames.Reason.Name, SearchAttributeNames.Reason.ValueType),
        };

        Violations.AssertNone(
            "The compose file does not create a search attribute of tasks:",
            needed.Select(key => $"--name {key.Name} --type {key.ValueType}").Where(option => !text.Contains(option, StringComparison.Ordinal)));
    }

    /// <returns>Null where the program, or its compose plugin, is not there.</returns>
    private static (int ExitCode, string Output)? Compose(string program, params string[] before)
    {
        var start = new ProcessStartInfo(program, [.. before, "-f", Repository.At(File), "config", "--quiet"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var compose = Process.Start(start)!;
            var errors = compose.StandardError.ReadToEnd();
            compose.WaitForExit();
            return errors.Contains("unknown command", StringComparison.Ordinal) || errors.Contains("is not a docker command", StringComparison.Ordinal)
                || errors.Contains("unknown shorthand flag", StringComparison.Ordinal)
                ? null
                : (compose.ExitCode, errors);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
