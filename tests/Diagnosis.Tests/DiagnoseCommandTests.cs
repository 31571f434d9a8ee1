using System.Text;
using System.Text.Json;
using BackgroundAgent.Diagnosis.Command;

namespace BackgroundAgent.Diagnosis.Tests;

public sealed class DiagnoseCommandTests
{
    [Fact]
    public void Run_StdinPaths_AnswersEachAndSurvivesABadOne()
    {
        var good = Path.Combine(FixtureTests.Root(), "msbuild/csharp-errors/input.log");
        var (status, lines, errors) = Run($"/does/not/exist\n{good}\n", "", "--json", "--stdin-paths");
        Assert.Equal(0, status);
        var answer = JsonDocument.Parse(Assert.Single(lines)).RootElement;
        Assert.Equal(good, answer.GetProperty("input").GetString());
        Assert.Equal("CS1002", answer.GetProperty("findings")[0].GetProperty("code").GetString());
        Assert.Contains("/does/not/exist", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_Dash_ReadsStandardInput()
    {
        var (_, lines, _) = Run("", "src/A.cs(3,7): error CS0246: lost\n", "--json", "-");
        Assert.Equal("failed", JsonDocument.Parse(Assert.Single(lines)).RootElement.GetProperty("outcome").GetString());
    }

    [Fact]
    public void Run_Default_PrintsATable()
        => Assert.Contains(Run("", "src/A.cs(3,7): error CS0246: lost\n", "-").Lines, l => l.Contains("src/A.cs:3:7", StringComparison.Ordinal));

    [Fact]
    public void Run_Url_SaysWhatToDoInstead()
    {
        var (status, lines, errors) = Run("", "", "https://github.com/o/n/actions/runs/1/job/2");
        Assert.Equal(2, status);
        Assert.Empty(lines);
        Assert.Contains("gh run view", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--wrong")]
    [InlineData]
    public void Run_WrongArguments_SaysHow(params string[] args) => Assert.Equal(2, Run("", "", args).Status);

    private static (int Status, string[] Lines, string Errors) Run(string paths, string input, params string[] args)
    {
        var output = new MemoryStream();
        var errors = new StringWriter();
        var status = new DiagnoseCommand(new StringReader(paths), new MemoryStream(Encoding.UTF8.GetBytes(input)), output, errors).Run(args, TestContext.Current.CancellationToken);
        return (status, Encoding.UTF8.GetString(output.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries), errors.ToString());
    }
}
