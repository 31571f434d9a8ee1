using BackgroundAgent.Diagnosis.Reports;
using BackgroundAgent.Diagnosis.Tools;

namespace BackgroundAgent.Diagnosis.Tests;

/// <summary>Every parser folder has its parts: the parser, a note on the format, fixtures of the real tool, and a place in the list.</summary>
public sealed class ParserPartsTests
{
    private static string Source => Path.GetFullPath(Path.Combine(FixtureTests.Root(), "../../../src/Diagnosis"));

    public static TheoryData<string> ToolFolders() =>
        [.. Directory.EnumerateDirectories(Path.Combine(Source, "Tools")).Select(d => Path.GetFileName(d)!).Where(d => d != "Families").Order(StringComparer.Ordinal)];

    public static TheoryData<string> ReportFolders() =>
        [.. Directory.EnumerateDirectories(Path.Combine(Source, "Reports")).Select(d => Path.GetFileName(d)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(ToolFolders))]
    public void ToolFolder_Always_HasParserNoteListingAndFixtures(string folder)
    {
        var path = Path.Combine(Source, "Tools", folder);
        var tools = ToolList.All.Where(t => NamespaceOf(t) == $"BackgroundAgent.Diagnosis.Tools.{folder}").ToList();
        Assert.True(tools.Count > 0, $"no tool of Tools/{folder} is in a list of Tools/Families");
        Assert.True(File.Exists(Path.Combine(path, "README.md")), $"Tools/{folder} has no README.md about the format");
        foreach (var tool in tools)
        {
            var fixtures = Path.Combine(FixtureTests.Root(), tool.Name);
            Assert.True(Directory.Exists(fixtures) && Directory.EnumerateDirectories(fixtures).Any(), $"{tool.Name} has no case in Fixtures/{tool.Name}");
        }
    }

    [Theory]
    [MemberData(nameof(ReportFolders))]
    public void ReportFolder_Always_HasParserNoteListingAndFixtures(string folder)
    {
        var path = Path.Combine(Source, "Reports", folder);
        var kinds = ReportList.Xml.Where(r => InFolder(r, folder)).Select(r => r.Kind).Concat(ReportList.Json.Where(r => InFolder(r, folder)).Select(r => r.Kind)).ToList();
        Assert.True(kinds.Count > 0, $"no report of Reports/{folder} is in ReportList");
        Assert.True(File.Exists(Path.Combine(path, "README.md")), $"Reports/{folder} has no README.md about the format");
        foreach (var kind in kinds)
        {
            var fixtures = Path.Combine(FixtureTests.Root(), kind);
            Assert.True(Directory.Exists(fixtures) && Directory.EnumerateDirectories(fixtures).Any(), $"{kind} has no case in Fixtures/{kind}");
        }
    }

    [Fact]
    public void ToolNames_Always_AreLowerCaseAndUnique()
    {
        var names = ToolList.All.Select(t => t.Name).ToList();
        Assert.Equal(names.Count, names.Distinct(StringComparer.Ordinal).Count());
        Assert.All(names, n => Assert.Matches("^[a-z][a-z0-9-]*$", n));
    }

    [Fact]
    public void Phrases_Always_HaveAtLeastTwoBytes()
        => Assert.All(ToolList.All.SelectMany(t => t.Phrases), p => Assert.True(System.Text.Encoding.UTF8.GetByteCount(p.TrimStart('^')) >= 2, $"phrase '{p}' is too short"));

    private static string? NamespaceOf(Engine.Tool tool) => tool.Create().GetType().Namespace;

    private static bool InFolder(object report, string folder) => report.GetType().Namespace == $"BackgroundAgent.Diagnosis.Reports.{folder}";
}
