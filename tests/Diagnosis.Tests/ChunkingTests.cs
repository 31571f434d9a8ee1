using BackgroundAgent.Diagnosis.Output;

namespace BackgroundAgent.Diagnosis.Tests;

/// <summary>The same input gives the same answer however its stream is cut, and every time.</summary>
public sealed class ChunkingTests
{
    private static readonly LogDiagnosis Diagnosis = new();

    public static TheoryData<string> Cases() => FixtureTests.Cases();

    [Theory]
    [MemberData(nameof(Cases))]
    public void Diagnose_AnyChunking_GivesTheSameAnswer(string name)
    {
        var bytes = File.ReadAllBytes(Directory.EnumerateFiles(Path.Combine(FixtureTests.Root(), name), "input*").Single());
        var whole = Answer(bytes, int.MaxValue, 0);
        for (var seed = 1; seed <= 6; seed++)
        {
            Assert.Equal(whole, Answer(bytes, seed * 7, seed));
        }

        Assert.Equal(whole, Answer(bytes, 1, 1));
    }

    private static string Answer(byte[] bytes, int max, int seed)
        => FindingsJson.Write(Diagnosis.Diagnose(new ChoppedStream(bytes, max, seed), "x", TestContext.Current.CancellationToken));
}
