using System.Text.Json;
using BackgroundAgent.Diagnosis.Engine;

namespace BackgroundAgent.Diagnosis.Reports.PlaywrightJson;

/// <summary>Playwright Test's JSON reporter: suites in suites, specs, tests, results.</summary>
internal sealed class PlaywrightJsonReport : IJsonReport
{
    private const int MaxDepth = 40;

    public string Kind => "playwright-json";

    public bool Recognizes(JsonElement root) => root.Has("config", "suites", "stats");

    public void Read(JsonElement root, IFindingSink sink)
    {
        var tally = new TestTally(Kind, sink);
        foreach (var suite in root.Items("suites"))
        {
            // The outermost suite is the file.
            ReadSuite(suite, [], tally, 0);
        }

        tally.Complete();
    }

    private static void ReadSuite(JsonElement suite, IReadOnlyList<string> names, TestTally tally, int depth)
    {
        if (depth > MaxDepth)
        {
            return;
        }

        foreach (var spec in suite.Items("specs"))
        {
            foreach (var test in spec.Items("tests"))
            {
                Count(spec, test, names, tally);
            }
        }

        foreach (var inner in suite.Items("suites"))
        {
            ReadSuite(inner, [.. names, inner.Text("title") ?? string.Empty], tally, depth + 1);
        }
    }

    private static void Count(JsonElement spec, JsonElement test, IReadOnlyList<string> names, TestTally tally)
    {
        switch (test.Text("status"))
        {
            case "unexpected":
                var error = test.Items("results").SelectMany(r => r.Items("errors")).FirstOrDefault();
                var place = error.ValueKind == JsonValueKind.Object ? error.Member("location") : null;
                tally.Fail(new(
                    string.Join(" › ", names.Append(spec.Text("title"))),
                    error.Text("message"),
                    error.Text("stack"),
                    place?.Text("file") ?? spec.Text("file"),
                    place?.Number("line") ?? spec.Number("line"),
                    0));
                break;
            case "skipped":
                tally.Skip();
                break;
            default:
                // "flaky" is its word for failed and then passed in the same run, which says that it can pass.
                tally.Pass(string.Join(" › ", names.Append(spec.Text("title"))));
                break;
        }
    }
}
