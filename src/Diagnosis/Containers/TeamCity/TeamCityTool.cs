using System.Globalization;
using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Containers.TeamCity;

/// <summary>Failed tests, build problems, errors and inspections in service messages.</summary>
internal sealed class TeamCityTool : IToolParser
{
    public const string Name = "teamcity";

    private readonly TeamCityFlows _flows = new();

    public static Tool Definition { get; } = new(Name, ["##teamcity[", "^process exited with code"], () => new TeamCityTool());

    public LineUse Read(in LogLine line, IFindingSink sink)
    {
        if (line.Body.StartsWith("Process exited with code"u8))
        {
            return EndWords.CodeAfter(line.Body, "code"u8) is > 0 ? EndWords.Failed(Name, line, EndOf.Step, sink) : LineUse.Pass;
        }

        if (!line.Body.TryCut("##teamcity["u8, out _, out var message))
        {
            return LineUse.Pass;
        }

        var flow = TeamCityText.Text(message, "flowId"u8);
        if (message.StartsWith("test"u8))
        {
            ReadTest(message, flow, line.Number, sink);
        }
        else if (message.StartsWith("flowStarted"u8))
        {
            _flows.Start(flow, TeamCityText.Text(message, "parent"u8));
        }
        else if (message.StartsWith("flowFinished"u8))
        {
            _flows.Finish(flow);
        }
        else if (message.StartsWith("buildProblem"u8))
        {
            sink.Ended(LogOutcome.Failed, EndOf.Step, line.Number);
            sink.Add(new Draft { Tool = Name, Category = FindingCategory.Generic, Message = TeamCityText.Text(message, "description"u8), LogLine = line.Number });
        }
        else if (message.StartsWith("message "u8))
        {
            ReadMessage(message, line.Number, sink);
        }
        else if (message.StartsWith("inspection "u8))
        {
            ReadInspection(message, line.Number, sink);
        }

        return LineUse.Take;
    }

    private void ReadTest(ReadOnlySpan<byte> message, string flow, long number, IFindingSink sink)
    {
        if (message.StartsWith("testSuiteStarted"u8))
        {
            _flows.Enter(flow, TeamCityText.Text(message, "name"u8));
        }
        else if (message.StartsWith("testSuiteFinished"u8))
        {
            _flows.Leave(flow, TeamCityText.Text(message, "name"u8));
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
            AddFailure(message, flow, number, sink);
        }
    }

    private void AddFailure(ReadOnlySpan<byte> message, string flow, long number, IFindingSink sink)
    {
        var name = TeamCityText.Text(message, "name"u8);
        var place = StackPlace.Find(TeamCityText.Text(message, "details"u8));
        sink.AddTests(null, 1, null);
        sink.Add(new Draft
        {
            Tool = Name,
            Category = FindingCategory.Test,
            Test = name.Contains('.', StringComparison.Ordinal) || _flows.Suite(flow) is not { } suite ? name : $"{suite}.{name}",
            Message = TeamCityText.Text(message, "message"u8),
            File = place?.File,
            Line = place?.Line,
            Column = place?.Column,
            LogLine = number,
        });
    }

    private static void ReadMessage(ReadOnlySpan<byte> message, long number, IFindingSink sink)
    {
        var status = TeamCityText.Value(message, "status"u8);
        var failure = status.SequenceEqual("FAILURE"u8);
        if (failure || status.SequenceEqual("ERROR"u8))
        {
            var place = StackPlace.Find(TeamCityText.Text(message, "errorDetails"u8));
            sink.Add(new Draft
            {
                Tool = Name,
                Category = FindingCategory.Generic,
                Message = TeamCityText.Text(message, "text"u8),
                File = place?.File,
                Line = place?.Line,
                Column = place?.Column,
                LogLine = number,
            });
        }
    }

    private static void ReadInspection(ReadOnlySpan<byte> message, long number, IFindingSink sink) => sink.Add(new Draft
    {
        Tool = Name,
        Category = FindingCategory.Lint,
        Severity = TeamCityText.Value(message, "SEVERITY"u8) is var severity && severity.SequenceEqual("ERROR"u8) ? FindingSeverity.Error
            : severity.SequenceEqual("INFO"u8) ? FindingSeverity.Info : FindingSeverity.Warning,
        Code = TeamCityText.Text(message, "typeId"u8),
        File = TeamCityText.Text(message, "file"u8),
        Line = int.TryParse(TeamCityText.Text(message, "line"u8), NumberStyles.None, CultureInfo.InvariantCulture, out var line) ? line : null,
        Message = TeamCityText.Text(message, "message"u8),
        LogLine = number,
    });
}
