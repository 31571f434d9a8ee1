using BackgroundAgent.Architecture.Tests.Reading;

namespace BackgroundAgent.Architecture.Tests;

/// <summary>
/// What goes into history must be readable for years. The public shape of the contracts is a committed text; changing a contract changes
/// the text, in the same commit, where a reviewer sees it.
/// </summary>
public sealed class ContractBaselineTests
{
    private const string File = "tests/Architecture.Tests/Contracts.baseline.txt";

    [Fact]
    public void Contracts_Shape_EqualsTheBaseline()
        => Baseline.AssertCurrent(File, ContractShape.Write(BuiltAssembly.All.Single(assembly => assembly.Project == "Contracts").Module));

    [Fact]
    public void Contracts_AddedSinceTheBaseline_AreOptional()
    {
        if (Baseline.Updating)
        {
            return;
        }

        var before = Repository.Read(File).Split('\n');
        var now = ContractShape.Write(BuiltAssembly.All.Single(assembly => assembly.Project == "Contracts").Module).Split('\n');
        Violations.AssertNone(
            "A contract lost or renamed something that recorded histories hold (only optional additions are safe; deploy a new type beside the old one):",
            before.Except(now));
        var known = before.Select(TypeOf).ToHashSet();
        Violations.AssertNone(
            "A contract that histories already hold got a required member, which old payloads do not have:",
            now.Except(before).Where(line => line.Contains(" required ", StringComparison.Ordinal) && known.Contains(TypeOf(line))));
    }

    private static string TypeOf(string line) => line.Split(' ', 2)[0];
}
