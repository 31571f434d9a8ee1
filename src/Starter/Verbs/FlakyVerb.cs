using System.CommandLine;
using System.ComponentModel.DataAnnotations;
using BackgroundAgent.Diagnosis.Flakiness;
using BackgroundAgent.Starter.Arguments;
using BackgroundAgent.Starter.CommandLine;
using BackgroundAgent.Starter.Output;
using BackgroundAgent.Starter.Output.Json;
using BackgroundAgent.Worker.Reading;
using Microsoft.Data.Sqlite;

namespace BackgroundAgent.Starter.Verbs;

/// <summary><c>flaky</c>: the tests that failed without a change, by the CI runs that tasks have read. Needs no server.</summary>
internal static class FlakyVerb
{
    private const int MostRows = 10_000;

    public static Verb Create(VerbFactory verbs)
    {
        var verb = Verb.Of(
            "flaky",
            "List the tests that failed and passed on the same commit, the surest first, from what tasks have read of CI. Needs no server.",
            new("bgagent flaky", "The 20 flakiest tests"),
            new("bgagent flaky --repo https://github.com/org/app.git --json | jq -r '.tests[].test'", "Names for a script"));
        var repository = new Option<string?>("--repo", "-r") { Description = "Only tests of this repository", HelpName = "PATH|URL" };
        var limit = new Option<int>("--limit", "-n") { Description = "Most rows", HelpName = "N", DefaultValueFactory = _ => 20 };
        limit.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && (!int.TryParse(result.Tokens[0].Value, out var number) || number is < 1 or > MostRows))
            {
                result.AddError($"--limit: '{result.Tokens[0].Value}' is not a number from 1 to {MostRows}");
            }
        });
        verb.Add(repository);
        verb.Add(limit);
        verbs.OnRun(verb, (context, _) =>
        {
            var url = context.Parsed.GetValue(repository) is { } text ? RepositoryText.Parse(text, context.Host.WorkingDirectory).Url : null;
            FlakyTable.Write(context, Read(context, url, context.Parsed.GetValue(limit)));
            return Task.FromResult(ExitCodes.Green);
        });
        return verb;
    }

    private static FlakyDocument Read(VerbContext context, string? repository, int limit)
    {
        var file = FileOf(context);
        if (!File.Exists(file))
        {
            return new FlakyDocument(file, 0, 0, []);
        }

        try
        {
            using var statistics = new FlakinessStatistics(file, context.Host.Time);
            var (runs, tests) = statistics.Count(repository);
            return new FlakyDocument(file, runs, tests, [.. statistics.Flakiest(repository, limit).Select(FlakyTestDocument.Of)]);
        }
        catch (SqliteException fault)
        {
            throw CliException.Other($"the statistics in {file} cannot be read: {fault.Message}", "Move the file away; the next task makes a new one.", fault);
        }
    }

    private static string FileOf(VerbContext context)
    {
        try
        {
            return FlakinessFile.Of(context.DataDirectory);
        }
        catch (ValidationException fault)
        {
            throw new CliException(ExitCodes.NotConfigured, fault.Message, "Correct the settings; see docs/operations.md.", fault);
        }
    }
}
