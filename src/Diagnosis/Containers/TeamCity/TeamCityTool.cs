using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Containers.TeamCity;

/// <summary>Failed tests and build problems in service messages.</summary>
internal sealed class TeamCityTool : IToolParser
{
    public const string Name = "teamcity";

    private string? _suite;

    public static Tool Definition { get; } = new(
        Name, ["##teamcity[testfailed", "##teamcity[buildproblem", "##teamcity[testsuitestarted", "##teamcity[testignored", "##teamcity[teststarted", "^process exited with code"], () => new TeamCityTool());

    public LineUse Read(in LogLine line, IFindingSink sink)
    {
        if (line.Body.StartsWith("Process exited with code"u8))
        {
            return EndWords.CodeAfter(line.Body, "code"u8) is > 0 ? EndWords.Failed(Name, line, EndOf.Step, sink) : LineUse.Pass;
        }

        if (!line.Body.TryAfter("##teamcity["u8, out var message))
        {
            return LineUse.Pass;
        }

        if (message.StartsWith("testSuiteStarted"u8))
        {
            _suite = Unescape(TeamCityMarkers.Value(message, "name='"u8));
        }
        else if (message.StartsWith("testStarted"u8))
        {
            sink.AddTests(1, null, null);
        }
        else if (message.StartsWith("testIgnored"u8))
        {
            sink.AddTests(null, null, 1);
        }
        else if (message.StartsWith("testFailed"u8))
        {
            AddFailure(message, line.Number, sink);
        }
        else if (message.StartsWith("buildProblem"u8))
        {
            sink.Ended(LogOutcome.Failed, EndOf.Step, line.Number);
            sink.Add(new Draft { Tool = Name, Category = FindingCategory.Generic, Message = Unescape(TeamCityMarkers.Value(message, "description='"u8)), LogLine = line.Number });
        }

        return LineUse.Take;
    }

    private static string Unescape(ReadOnlySpan<byte> value) => value.Decode(DiagnosisLimits.MaxMessageBytes)
        .Replace("|n", "\n", StringComparison.Ordinal)
        .Replace("|r", string.Empty, StringComparison.Ordinal)
        .Replace("|'", "'", StringComparison.Ordinal)
        .Replace("|[", "[", StringComparison.Ordinal)
        .Replace("|]", "]", StringComparison.Ordinal)
        .Replace("||", "|", StringComparison.Ordinal);

    private void AddFailure(ReadOnlySpan<byte> message, long number, IFindingSink sink)
    {
        var name = Unescape(TeamCityMarkers.Value(message, "name='"u8));
        var place = StackPlace.Find(Unescape(TeamCityMarkers.Value(message, "details='"u8)));
        sink.AddTests(null, 1, null);
        sink.Add(new Draft
        {
            Tool = Name,
            Category = FindingCategory.Test,
            Test = _suite is null || name.Contains('.') ? name : $"{_suite}.{name}",
            Message = Unescape(TeamCityMarkers.Value(message, " message='"u8)),
            File = place?.File,
            Line = place?.Line,
            Column = place?.Column,
            LogLine = number,
        });
    }
}
