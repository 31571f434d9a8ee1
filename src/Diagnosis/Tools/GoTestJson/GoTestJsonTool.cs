using System.Text.Json;
using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tools.GoTestJson;

/// <summary><c>go test -json</c>: an event a line. A test that began and never ended failed with its package, for a panic ends the process.</summary>
internal sealed class GoTestJsonTool : IToolParser
{
    public const string Name = "go-test-json";

    private const int MaxTests = 200_000;

    private readonly Dictionary<TestKey, GoTest> _running = [];
    private readonly HashSet<TestKey> _parents = [];
    private readonly Dictionary<string, string> _packageOutput = new(StringComparer.Ordinal);
    private long _run;
    private long _failed;
    private long _skipped;
    private bool _seen;

    public static Tool Definition { get; } = new(Name, ["\"action\":\""], () => new GoTestJsonTool());

    public LineUse Read(in LogLine line, IFindingSink sink)
    {
        var body = line.Body;
        if (body[0] != '{' || !TryParse(body, out var e) || e.Action is null)
        {
            return LineUse.Pass;
        }

        _seen = true;
        if (e.Test is null)
        {
            OfPackage(e, line.Number, sink);
        }
        else
        {
            OfTest(new(e.Package ?? string.Empty, e.Test), e, line.Number, sink);
        }

        return LineUse.Take;
    }

    public void Complete(IFindingSink sink)
    {
        if (_seen)
        {
            sink.AddTests(_run, _failed, _skipped);
            sink.Ended(_failed > 0 ? LogOutcome.Failed : LogOutcome.Passed, EndOf.Tool, 0);
        }
    }

    private void OfTest(TestKey key, GoEvent e, long number, IFindingSink sink)
    {
        if (e.Action == "run" && _running.Count < MaxTests)
        {
            _run++;
            _running[key] = new GoTest(number);
            for (var slash = e.Test!.LastIndexOf('/'); slash > 0; slash = e.Test.LastIndexOf('/', slash - 1))
            {
                _parents.Add(new(key.Package, e.Test[..slash]));
            }
        }
        else if (e.Action == "output" && _running.TryGetValue(key, out var test))
        {
            test.Add(e.Output ?? string.Empty);
        }
        else if (e.Action is "pass" or "skip")
        {
            _skipped += e.Action == "skip" ? 1 : 0;
            _running.Remove(key);
            if (e.Action == "pass" && sink.WantsPassed && !_parents.Contains(key))
            {
                sink.AddPassed(NameOf(key));
            }
        }
        else if (e.Action == "fail")
        {
            Fail(key, number, sink);
        }
    }

    private void OfPackage(GoEvent e, long number, IFindingSink sink)
    {
        var package = e.Package ?? string.Empty;
        if (e.Action == "output" && e.Output is { } output && _packageOutput.GetValueOrDefault(package, string.Empty) is { Length: < 2000 } known)
        {
            _packageOutput[package] = known + output;
        }

        if (e.Action != "fail")
        {
            return;
        }

        var orphans = _running.Keys.Where(k => k.Package == package).ToList();
        foreach (var key in orphans)
        {
            Fail(key, number, sink);
        }

        // A package may fail without a test: it does not build, or its main ends badly.
        sink.Ended(LogOutcome.Failed, EndOf.Tool, number);
        var text = _packageOutput.GetValueOrDefault(package, "The package failed.").Trim();
        sink.Add(new Draft
        {
            Tool = Name,
            Category = text.Contains("[build failed]", StringComparison.Ordinal) ? FindingCategory.Compile : FindingCategory.Test,
            Code = package,
            Message = text,
            LogLine = number,
            Role = Role.Summary,
        });
    }

    private void Fail(TestKey key, long number, IFindingSink sink)
    {
        _running.Remove(key, out var test);
        _failed++;
        if (_parents.Contains(key))
        {
            return;
        }

        var place = test?.Place();
        sink.Add(new Draft
        {
            Tool = Name,
            Category = FindingCategory.Test,
            Test = NameOf(key),
            Message = test?.Message() ?? key.Test,
            File = place?.File,
            Line = place?.Line,
            LogLine = test?.Line ?? number,
        });
    }

    private static string NameOf(TestKey key) => key.Package.Length > 0 ? $"{key.Package}.{key.Test}" : key.Test;

    private static bool TryParse(ReadOnlySpan<byte> body, out GoEvent e)
    {
        e = default;
        try
        {
            var reader = new Utf8JsonReader(body);
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString();
                reader.Read();
                var text = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
                e = name switch
                {
                    "Action" => e with { Action = text },
                    "Package" or "ImportPath" => e with { Package = text },
                    "Test" => e with { Test = text },
                    "Output" => e with { Output = text },
                    _ => e,
                };
                reader.Skip();
            }

            return true;
        }
        catch (Exception x) when (x is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private readonly record struct GoEvent(string? Action, string? Package, string? Test, string? Output);

    private sealed record TestKey(string Package, string Test);
}
