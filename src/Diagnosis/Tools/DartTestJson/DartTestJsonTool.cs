using System.Text.Json;
using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;
using BackgroundAgent.Diagnosis.Reports;

namespace BackgroundAgent.Diagnosis.Tools.DartTestJson;

/// <summary>The JSON reporter of Dart's and Flutter's test runner: an event a line. Source: "JSON reporter protocol" of the Dart test package.</summary>
internal sealed class DartTestJsonTool : IToolParser
{
    public const string Name = "dart-test-json";

    private const int MaxTests = 200_000;

    private readonly Dictionary<int, DartTest> _tests = [];
    private readonly Dictionary<int, string> _suites = [];
    private long _run;
    private long _failed;
    private long _skipped;

    public static Tool Definition { get; } = new(
        Name, ["\"type\":\"suite\"", "\"type\":\"teststart\"", "\"type\":\"error\"", "\"type\":\"testdone\""], () => new DartTestJsonTool());

    public LineUse Read(in LogLine line, IFindingSink sink)
    {
        if (line.Body[0] != '{')
        {
            return LineUse.Pass;
        }

        try
        {
            using var document = JsonDocument.Parse(line.Body.ToArray());
            return Read(document.RootElement, line.Number, sink);
        }
        catch (JsonException)
        {
            return LineUse.Pass;
        }
    }

    public void Complete(IFindingSink sink)
    {
        if (_run > 0)
        {
            sink.AddTests(_run, _failed, _skipped);
            sink.Ended(_failed > 0 ? LogOutcome.Failed : LogOutcome.Passed, EndOf.Tool, 0);
        }
    }

    private LineUse Read(JsonElement e, long number, IFindingSink sink)
    {
        switch (e.Text("type"))
        {
            case "suite" when e.Member("suite") is { } suite:
                _suites[suite.Number("id") ?? 0] = suite.Text("path") ?? string.Empty;
                return LineUse.Take;
            case "testStart" when e.Member("test") is { } test && _tests.Count < MaxTests:
                _tests[test.Number("id") ?? 0] = new(test, _suites.GetValueOrDefault(test.Number("suiteID") ?? -1), number);
                return LineUse.Take;
            case "error":
                if (_tests.TryGetValue(e.Number("testID") ?? -1, out var failing))
                {
                    failing.Message ??= e.Text("error");
                    failing.Trace ??= e.Text("stackTrace");
                }

                return LineUse.Take;
            case "testDone":
                Done(e, sink);
                return LineUse.Take;
            default:
                return LineUse.Pass;
        }
    }

    private void Done(JsonElement e, IFindingSink sink)
    {
        if (!_tests.Remove(e.Number("testID") ?? -1, out var test) || e.IsTrue("hidden"))
        {
            return;
        }

        _run++;
        if (e.IsTrue("skipped"))
        {
            _skipped++;
        }
        else if (e.Text("result") is "failure" or "error")
        {
            _failed++;
            sink.Add(new Draft
            {
                Tool = Name,
                Category = FindingCategory.Test,
                Test = test.Name,
                Message = test.Message ?? test.Name,
                File = test.File,
                Line = test.Line,
                Column = test.Column,
                LogLine = test.LogLine,
            });
        }
    }

    private sealed class DartTest(JsonElement test, string? suite, long logLine)
    {
        public string Name { get; } = test.Text("name") ?? string.Empty;

        public string? File { get; } = test.Text("root_url") ?? test.Text("url") ?? suite;

        public int? Line { get; } = test.Number("root_line") ?? test.Number("line");

        public int? Column { get; } = test.Number("root_column") ?? test.Number("column");

        public long LogLine => logLine;

        public string? Message { get; set; }

        public string? Trace { get; set; }
    }
}
