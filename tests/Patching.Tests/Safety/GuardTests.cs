using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Patching.Safety;

namespace BackgroundAgent.Patching.Tests.Safety;

public sealed class GuardTests
{
    private static readonly TaskPolicy Policy = new() { ProtectedPaths = ["infra/**", "/legal/"] };

    [Theory]
    [InlineData("tampering.txt", 1.0, 1.0)]
    [InlineData("secrets.txt", 1.0, 1.0)]
    [InlineData("paths.txt", 1.0, 1.0)]
    public void Check_Corpus_PrecisionAndRecallHold(string file, double precision, double recall)
    {
        IPatchGuard guard = file switch
        {
            "tampering.txt" => new TestTamperingGuard(),
            "secrets.txt" => new SecretsGuard(),
            _ => new ProtectedPathsGuard(),
        };

        var measured = GuardCase.Measure(file, GuardCase.Read(file), diff => guard.Check(diff, Policy).Any());

        Assert.True(measured.Precision >= precision && measured.Recall >= recall, measured.Wrong);
    }

    [Fact]
    public void Check_SecretsCorpus_MessagesNeverShowTheSecret()
    {
        foreach (var one in GuardCase.Read("secrets.txt").Where(one => one.IsBad))
        {
            var shown = string.Join('\n', new SecretsGuard().Check(one.Diff, Policy).Select(hit => hit.Message));
            var values = one.Diff.Files.SelectMany(file => file.Added).SelectMany(line => line.Text.Split(' ', '"', '\'', '=')).Where(word => word.Length > 12);

            Assert.DoesNotContain(values, value => shown.Contains(value, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData(13, false)]
    [InlineData(12, true)]
    public void Check_Size_AgainstBudget(int budget, bool hit)
    {
        var diff = GuardCase.Read("tampering.txt").Single(one => one.Name == "good two facts become a theory").Diff;
        Assert.Equal(13, diff.ChangedLines);
        var policy = new TaskPolicy { Budgets = new BudgetLimits { ChangedLines = budget } };

        var hits = new DiffSizeGuard().Check(diff, policy).ToList();

        Assert.Equal(hit, hits.Count == 1 && hits[0].Reason == Reason.DiffTooLarge);
    }

    [Fact]
    public void Check_EmptyDiff_NothingToSay()
    {
        using var tree = new WorkTree();
        var guards = tree.Get<IEnumerable<IPatchGuard>>().ToList();

        Assert.Equal(4, guards.Count);
        Assert.Empty(guards.SelectMany(guard => guard.Check(new PatchDiff([]), Policy)));
    }
}
