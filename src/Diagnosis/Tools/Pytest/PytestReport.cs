using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;

namespace BackgroundAgent.Diagnosis.Tools.Pytest;

/// <summary>Joins what pytest says of one failed test in different places: its section has message and place, its result line the full id.</summary>
internal sealed class PytestReport
{
    private const int Max = 5_000;

    private readonly List<PytestSection> _sections = [];
    private readonly Dictionary<string, Result> _results = new(StringComparer.Ordinal);
    private readonly List<string> _order = [];

    public PytestSection? OpenSection(string title, long logLine)
    {
        // "summary of failures", captured output and the like are no tests.
        if (_sections.Count >= Max || (title.Contains(' ', StringComparison.Ordinal) && !title.StartsWith("ERROR ", StringComparison.Ordinal) && !title.Contains('[', StringComparison.Ordinal)))
        {
            return null;
        }

        var section = new PytestSection(title, logLine);
        _sections.Add(section);
        return section;
    }

    public void AddResult(string id, string message, long logLine)
    {
        if (_results.TryGetValue(id, out var known))
        {
            _results[id] = new(known.Message.Length > 0 ? known.Message : message, known.LogLine);
        }
        else if (_order.Count < Max)
        {
            _results.Add(id, new(message, logLine));
            _order.Add(id);
        }
    }

    public void WriteTo(IFindingSink sink)
    {
        var bySection = _sections.ToLookup(s => s.Test, StringComparer.Ordinal);
        var used = new HashSet<PytestSection>();
        foreach (var id in _order)
        {
            var (message, logLine) = _results[id];
            var section = SectionOf(id, bySection).FirstOrDefault(used.Add);
            sink.Add(ToDraft(id, section, message, logLine));
        }

        foreach (var section in _sections.Where(s => !used.Contains(s)))
        {
            sink.Add(ToDraft(null, section, "", section.LogLine));
        }
    }

    private static IEnumerable<PytestSection> SectionOf(string id, ILookup<string, PytestSection> sections)
    {
        var at = id.IndexOf("::", StringComparison.Ordinal);
        return at < 0 ? sections["ERROR collecting " + id]
            : sections[id[(at + 2)..].Replace("::", ".", StringComparison.Ordinal)].Concat(sections["[doctest] " + id[(at + 2)..]]);
    }

    /// <summary>A module that cannot be imported is a failed test of its dotted name, as in pytest's own JUnit report.</summary>
    private static string ModuleOf(string file)
        => (file.EndsWith(".py", StringComparison.Ordinal) ? file[..^3] : file).Replace('/', '.');

    private static string NameOf(string test)
        => test.StartsWith("[doctest] ", StringComparison.Ordinal) ? test["[doctest] ".Length..] : test;

    private static Draft ToDraft(string? id, PytestSection? section, string message, long logLine)
    {
        var file = id?.Split("::")[0];
        var collecting = section?.IsCollection ?? !id!.Contains("::", StringComparison.Ordinal);
        return new Draft
        {
            Tool = PytestTool.Name,
            Category = FindingCategory.Test,
            Test = collecting ? ModuleOf(file ?? section!.Title["ERROR collecting ".Length..]) : NameOf(id ?? section!.Test),
            File = section?.File ?? file ?? (collecting ? section?.Title["ERROR collecting ".Length..] : null),
            Line = section?.Line,
            Message = section?.Message ?? (message.Length > 0 ? message : id ?? section!.Title),
            LogLine = section?.LogLine ?? logLine,
        };
    }

    private sealed record Result(string Message, long LogLine);
}
