using System.Text;
using BackgroundAgent.Contracts;
using BackgroundAgent.Contracts.Tasks;

namespace BackgroundAgent.Architecture.Tests;

/// <summary>The page of failure codes is generated from the closed list of reasons.</summary>
public sealed class FailureCodesTests
{
    [Fact]
    public void FailureCodes_Page_EqualsTheReasons() => Baseline.AssertCurrent("docs/failure-codes.md", Page());

    private static string Page()
    {
        var text = new StringBuilder();
        text.Append("# Failure codes\n\n");
        text.Append("Every task ends in one of four states, with one reason. Codes are stable and never reused.\n");
        text.Append("This page is generated from `src/Contracts/Tasks/Reasons.cs`; a test keeps it current.\n");
        foreach (var state in Reasons.All.Select(entry => entry.State).Distinct())
        {
            text.Append($"\n## {state.ToKebabCase()}\n\n| Code | Reason | What happened | What to do |\n|---|---|---|---|\n");
            foreach (var entry in Reasons.All.Where(entry => entry.State == state))
            {
                text.Append($"| {entry.Code} | `{entry.Reason.ToKebabCase()}` | {entry.Meaning} | {entry.Advice} |\n");
            }
        }

        return text.ToString();
    }
}
