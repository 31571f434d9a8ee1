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
    public void Run_Address_ReadsWhatItStandsFor()
    {
        var remote = new Remote(_ => [new("job/1", () => new MemoryStream("src/A.cs(3,7): error CS0246: lost\n"u8.ToArray())), new("job/2", () => throw new UnreadableInputException(69, "gone"))]);
        var (status, lines, errors) = Run(remote, "--json", "https://example.org/o/n/actions/runs/1");
        Assert.Equal(0, status);
        Assert.Contains("\"input\":\"job/1\"", Assert.Single(lines), StringComparison.Ordinal);
        Assert.Equal("bgagent: job/2: gone", errors.Trim());
    }

    [Fact]
    public void Run_AddressThatCannotBeRead_EndsWithItsCode()
    {
        var (status, lines, errors) = Run(new Remote(_ => throw new UnreadableInputException(77, "not shown")), "https://example.org/o/n/actions/runs/1");
        Assert.Equal((77, 0), (status, lines.Length));
        Assert.Contains("not shown", errors, StringComparison.Ordinal);
        Assert.Equal(DiagnoseCommand.NothingRead, Run("", "", "https://example.org/o/n").Status);
    }

    [Theory]
    [InlineData("--wrong")]
    [InlineData]
    public void Run_WrongArguments_SaysHow(params string[] args) => Assert.Equal(2, Run("", "", args).Status);

    private static (int Status, string[] Lines, string Errors) Run(IRemoteInputs remote, params string[] args) => Run(remote, "", "", args);

    private static (int Status, string[] Lines, string Errors) Run(string paths, string input, params string[] args) => Run(null, paths, input, args);

    private static (int Status, string[] Lines, string Errors) Run(IRemoteInputs? remote, string paths, string input, string[] args)
    {
        var output = new MemoryStream();
        var errors = new StringWriter();
        var status = new DiagnoseCommand(new(new StringReader(paths), new MemoryStream(Encoding.UTF8.GetBytes(input)), output, errors), remote).Run(args, TestContext.Current.CancellationToken);
        return (status, Encoding.UTF8.GetString(output.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries), errors.ToString());
    }

    private sealed class Remote(Func<string, IReadOnlyList<RemoteInput>> find) : IRemoteInputs
    {
        public IReadOnlyList<RemoteInput> Find(string address, CancellationToken cancellationToken) => find(address);
    }
}
