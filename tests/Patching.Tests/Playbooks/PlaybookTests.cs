using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Patching.Playbooks;
using BackgroundAgent.Patching.Yaml;

namespace BackgroundAgent.Patching.Tests.Playbooks;

public sealed class PlaybookTests : IDisposable
{
    private readonly WorkTree _tree = new();

    public void Dispose() => _tree.Dispose();

    [Fact]
    public async Task PatchAsync_OnTheFindingsLine_ChangesThatLineAlone()
    {
        _tree.Write("src/a.cs", "x.Old();\r\nx.Old(); x.Old();\r\nx.Old();\r\n");

        await PatchAsync("match: { code: CS1061 }\n  fixes: [ { replace: { in: line, pattern: 'Old', with: 'New' } } ]", Findings.Of("m", "src/a.cs", 2, "cs1061"));

        Assert.Equal("x.Old();\r\nx.New(); x.New();\r\nx.Old();\r\n", _tree.Read("src/a.cs"));
    }

    [Fact]
    public async Task PatchAsync_InTheFindingsFile_ChangesOnlyThatFile()
    {
        _tree.Write("a.cs", "Old Old");
        _tree.Write("b.cs", "Old");

        await PatchAsync("match: { tool: [csc, msbuild] }\n  fixes: [ { replace: { pattern: '\\bO(ld)', with: 'B$1' } } ]", Findings.Of("m", "a.cs", 1), Findings.Of("m", "a.cs", 1));

        Assert.Equal(("Bld Bld", "Old"), (_tree.Read("a.cs"), _tree.Read("b.cs")));
    }

    [Fact]
    public async Task PatchAsync_GroupsOfTheMessage_FillTheFix()
    {
        _tree.Write("a.cs", "Call(Price.Net); Call(PriceXNet);");
        var finding = Findings.Of("'Price.Net' is obsolete: use 'Price$Value' instead", "a.cs", 1);

        await PatchAsync(
            "match: { message: \"'(?P<old>[^']+)' is obsolete: use '(?P<new>[^']+)'\" }\n  fixes: [ { replace: { pattern: '{{old}}', with: '{{new}}' } } ]".Replace("?P<", "?<", StringComparison.Ordinal),
            finding);

        Assert.Equal("Call(Price$Value); Call(PriceXNet);", _tree.Read("a.cs"));
    }

    [Fact]
    public async Task PatchAsync_RunAndReplace_HappenInOrder()
    {
        await PatchAsync("fixes: [ { run: 'mkdir src; echo one > src/a.txt', timeout: 20s }, { replace: { files: 'src/*.txt', pattern: one, with: two } } ]");

        Assert.Equal("two\n", _tree.Read("src/a.txt"));
    }

    [Theory]
    [InlineData("../outside.txt")]
    [InlineData("/etc/hostname")]
    [InlineData(".git/config")]
    [InlineData("link.txt")]
    [InlineData("linked/a.txt")]
    public async Task PatchAsync_FindingPointsOutOfTheTree_IsLeftAlone(string file)
    {
        var outside = Path.Combine(_tree.Path, "..", "outside.txt");
        await File.WriteAllTextAsync(outside, "Old");
        _tree.Write(".git/config", "Old");
        var folder = Directory.CreateDirectory(Path.Combine(_tree.Path, "..", "elsewhere")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "a.txt"), "Old");
        File.CreateSymbolicLink(_tree.File("link.txt"), outside);
        Directory.CreateSymbolicLink(_tree.File("linked"), folder);

        await PatchAsync("match: { code: X }\n  fixes: [ { replace: { pattern: Old, with: New } } ]", Findings.Of("m", file, 1, "X"));

        Assert.Equal("Old", await File.ReadAllTextAsync(outside));
        Assert.Equal("Old", _tree.Read(".git/config"));
        Assert.Equal("Old", await File.ReadAllTextAsync(Path.Combine(folder, "a.txt")));
    }

    [Fact]
    public async Task PatchAsync_NoRuleMatches_IsNotApplicable()
    {
        var outcome = await PatchAsync("match: { code: X, file: 'src/**' }\n  fixes: [ { run: 'touch ran' } ]", Findings.Of("m", "test/a.cs", 1, "X"));

        Assert.Equal(PatcherEnding.NotApplicable, outcome.Ending);
        Assert.False(File.Exists(_tree.File("ran")));
    }

    [Fact]
    public async Task PatchAsync_CommandFails_FailsWithItsWords()
    {
        var outcome = await PatchAsync("fixes: [ { run: 'echo no such thing >&2; exit 2' } ]");

        Assert.Equal(PatcherEnding.Failed, outcome.Ending);
        Assert.Contains("no such thing", outcome.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_ManyMistakes_ReportsAllWithTheirPlaces()
    {
        var faults = PlaybookFile.Check(
            """
            name: X
            rules:
              - match: { category: compiler, mesage: x }
                fixes: []
              - fixes:
                  - replace: { pattern: '(a', with: b }
                  - replace: { pattern: '(?=a)', with: b, in: line, files: '*' }
                  - run: x
                    replace: { with: y, pattern: z }
                  - { timeout: 5m }
              - name: empty
            """);

        Assert.Equal(
            [(3, 24), (3, 34), (4, 12), (6, 29), (7, 18), (7, 29), (8, 9), (10, 9), (11, 5)],
            faults.Select(fault => (fault.Line, fault.Column)));
        Assert.Contains("Did you mean 'message'?", faults[1].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("name: x")]
    [InlineData("[]")]
    public void Check_NoPlaybook_IsAFault(string text) => Assert.Single(PlaybookFile.Check(text));

    [Theory]
    [InlineData("parcels/playbook.yml")]
    [InlineData("greeter/playbook.yml")]
    public void Check_Samples_AreValid(string file) => Assert.Empty(PlaybookFile.Check(Samples.Read(file)));

    [Fact]
    public void NearestWord_Distance_SuggestsOnlyWhatIsNear()
    {
        Assert.Equal(" Did you mean 'attempts'?", NearestWord.Suggest("atempts", ["attempts", "runtime"]));
        Assert.Equal("", NearestWord.Suggest("colour", ["attempts", "runtime"]));
    }

    private Task<PatcherOutcome> PatchAsync(string rule, params IReadOnlyList<Finding> findings)
        => _tree.PatchAsync(new PatcherSpec { Type = PatcherType.Playbook, Playbook = "rules:\n- name: r\n  " + rule }, findings);
}
