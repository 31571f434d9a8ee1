using BackgroundAgent.Contracts;
using BackgroundAgent.Contracts.Tasks;

namespace BackgroundAgent.Patching.Tests.Patchers;

/// <summary>What every patcher keeps to, run for each.</summary>
public sealed class PatcherConformance : IDisposable
{
    private readonly WorkTree _tree = new();

    public PatcherConformance()
    {
        _tree.Write("Directory.Packages.props", """<Project><ItemGroup><PackageVersion Include="A" Version="1.0.0" /></ItemGroup></Project>""");
        _tree.Write("keep.txt", "keep\r\nme\n");
    }

    public void Dispose() => _tree.Dispose();

    public static TheoryData<PatcherType> All() => [.. Enum.GetValues<PatcherType>()];

    [Theory]
    [MemberData(nameof(All))]
    public async Task PatchAsync_WithWorkToDo_EditsTheWorkTreeAndNothingElse(PatcherType type)
    {
        var before = _tree.Snapshot();

        var outcome = await _tree.PatchAsync(Working(type));

        Assert.Equal(PatcherEnding.Done, outcome.Ending);
        Assert.NotEmpty(outcome.Summary);
        var after = _tree.Snapshot();
        Assert.Equal([_tree.File("Directory.Packages.props")], after.Where(file => before.GetValueOrDefault(file.Key) != file.Value).Select(file => file.Key));
        Assert.Contains("Version=\"2.0.0\"", _tree.Read("Directory.Packages.props"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task PatchAsync_Twice_ChangesNothingMore(PatcherType type)
    {
        await _tree.PatchAsync(Working(type));
        var before = _tree.Snapshot();

        var outcome = await _tree.PatchAsync(Working(type));

        Assert.Contains(outcome.Ending, new[] { PatcherEnding.Done, PatcherEnding.NotApplicable });
        Assert.Equal(before, _tree.Snapshot());
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task PatchAsync_WithoutItsSettings_FailsWithADetail(PatcherType type)
    {
        var outcome = await _tree.PatchAsync(new PatcherSpec { Type = type });

        Assert.Equal(PatcherEnding.Failed, outcome.Ending);
        Assert.False(string.IsNullOrWhiteSpace(outcome.Detail));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task PatchAsync_BrokenSettings_FailsAndLeavesTheTreeAlone(PatcherType type)
    {
        var before = _tree.Snapshot();

        var outcome = await _tree.PatchAsync(Broken(type));

        Assert.Equal(PatcherEnding.Failed, outcome.Ending);
        Assert.False(string.IsNullOrWhiteSpace(outcome.Detail));
        Assert.Equal(before, _tree.Snapshot());
    }

    [Fact]
    public void Patchers_Registered_CoverEveryTypeOnce()
        => Assert.Equal(Enum.GetValues<PatcherType>().Order(), _tree.Get<IEnumerable<IPatcher>>().Select(patcher => patcher.Type).Order());

    private static PatcherSpec Working(PatcherType type) => type switch
    {
        PatcherType.Dependency => new PatcherSpec { Type = type, Upgrades = ["nuget:A@2.0.0"] },
        PatcherType.Playbook => new PatcherSpec
        {
            Type = type,
            Playbook = "rules:\n- fixes:\n  - replace: { files: '**/*.props', pattern: '1\\.0\\.0', with: '2.0.0' }\n",
        },
        PatcherType.Command => new PatcherSpec { Type = type, Command = "sed -i.bak s/1.0.0/2.0.0/ Directory.Packages.props && rm -f *.bak" },
        _ => throw new ArgumentOutOfRangeException(nameof(type), type.ToKebabCase(), "A patcher has no conformance case."),
    };

    private static PatcherSpec Broken(PatcherType type) => type switch
    {
        PatcherType.Dependency => new PatcherSpec { Type = type, Upgrades = ["nuget:A@two", "cargo:serde@1.0.0"] },
        PatcherType.Playbook => new PatcherSpec { Type = type, Playbook = "rules: [ { fixes: [ { replace: { pattern: '(', with: x, files: '*' } } ] } ]" },
        _ => new PatcherSpec { Type = type, Command = "echo sorry >&2; exit 3" },
    };
}
