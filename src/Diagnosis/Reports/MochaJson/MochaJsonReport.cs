using System.Text.Json;
using BackgroundAgent.Diagnosis.Engine;

namespace BackgroundAgent.Diagnosis.Reports.MochaJson;

/// <summary>Mocha's JSON reporter: <c>stats</c> and the lists <c>tests</c>, <c>failures</c>, <c>pending</c>.</summary>
internal sealed class MochaJsonReport : IJsonReport
{
    public string Kind => "mocha-json";

    public bool Recognizes(JsonElement root) => root.Has("stats", "tests", "failures") && !root.Has("results");

    public void Read(JsonElement root, IFindingSink sink)
    {
        var tally = new TestTally(Kind, sink);
        var pending = root.Items("pending").Select(p => p.Text("fullTitle")).ToHashSet();
        foreach (var test in root.Items("tests"))
        {
            var name = test.Text("fullTitle") ?? test.Text("title") ?? string.Empty;
            var error = test.Member("err");
            if (error is { ValueKind: JsonValueKind.Object } err && err.EnumerateObject().Any())
            {
                var stack = err.Text("stack");
                var place = StackPlace.Find(stack);
                tally.Fail(new(name, err.Text("message"), stack, place?.File ?? test.Text("file"), place?.Line, 0));
            }
            else if (pending.Contains(name))
            {
                tally.Skip();
            }
            else
            {
                tally.Pass(name);
            }
        }

        tally.Complete();
    }
}
