using System.Text.Json;
using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;

namespace BackgroundAgent.Diagnosis.Reports.JestJson;

/// <summary><c>jest --json</c>, and Vitest's JSON reporter, which has the same form.</summary>
internal sealed class JestJsonReport : IJsonReport
{
    public string Kind => "jest-json";

    public bool Recognizes(JsonElement root) => root.Has("numTotalTests", "testResults");

    public void Read(JsonElement root, IFindingSink sink)
    {
        var tally = new TestTally(Kind, sink);
        foreach (var file in root.Items("testResults"))
        {
            var path = file.Text("name");
            var any = false;
            foreach (var test in file.Items("assertionResults"))
            {
                any = true;
                Count(test, path, tally);
            }

            if (!any && file.Text("status") == "failed")
            {
                var message = file.Text("message") ?? "The file could not be run.";
                var place = StackPlace.Find(message);
                sink.Add(new Draft { Tool = Kind, Category = FindingCategory.Test, File = path ?? place?.File, Line = place?.Line, Message = message.Trim(), LogLine = 0 });
            }
        }

        tally.Complete();
    }

    private static string NameOf(JsonElement test)
        => string.Join(" › ", test.Items("ancestorTitles").Select(t => t.GetString()).Append(test.Text("title")));

    private static void Count(JsonElement test, string? path, TestTally tally)
    {
        switch (test.Text("status"))
        {
            case "failed":
                var details = string.Join('\n', test.Items("failureMessages").Select(m => m.GetString()));
                var place = StackPlace.Find(details);
                tally.Fail(new(NameOf(test), null, details, place?.File ?? path, place?.Line ?? test.Member("location")?.Number("line"), 0));
                break;
            case "passed" or "focused":
                tally.Pass(NameOf(test));
                break;
            default:
                tally.Skip();
                break;
        }
    }
}
