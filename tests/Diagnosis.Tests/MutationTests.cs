using System.Diagnostics;
using System.Globalization;
using BackgroundAgent.Diagnosis.Output;

namespace BackgroundAgent.Diagnosis.Tests;

/// <summary>
/// Damaged inputs: bit flips, splices of two files, cuts, repeats. None may throw, hang or leave the bounds. DIAGNOSIS_MUTATIONS=1000000 makes it a long run.
/// </summary>
public sealed class MutationTests(ITestOutputHelper output)
{
    private const int DefaultRounds = 2000;
    private const int MaxInput = 64 * 1024;
    private const long MaxWorkingSet = 800_000_000;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    [Fact]
    public void Diagnose_DamagedInputs_AnswersEach()
    {
        var rounds = int.TryParse(Environment.GetEnvironmentVariable("DIAGNOSIS_MUTATIONS"), CultureInfo.InvariantCulture, out var n) ? n : DefaultRounds;
        var diagnosis = new LogDiagnosis();
        var seeds = Directory.EnumerateFiles(FixtureTests.Root(), "input*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(File.ReadAllBytes).ToArray();
        var slowest = TimeSpan.Zero;
        long bytes = 0, memory = 0;
        for (var round = 0; round < rounds; round++)
        {
            var input = Damage(seeds, new Random(round));
            bytes += input.Length;

            // A busy machine may keep a thread waiting; what is slow is slow twice.
            var took = Time(diagnosis, input, round);
            took = took < Limit ? took : Time(diagnosis, input, round);
            slowest = took > slowest ? took : slowest;
            Assert.True(took < Limit, $"round {round} took {took} for {input.Length} bytes");
            if (round % 1000 == 0)
            {
                memory = Math.Max(memory, GC.GetTotalMemory(forceFullCollection: false));
                Assert.True(Environment.WorkingSet < MaxWorkingSet, $"round {round}: {Environment.WorkingSet} bytes");
            }
        }

        var line = $"{rounds} inputs, {bytes / 1_000_000} MB, slowest {slowest.TotalMilliseconds:0} ms, most memory in use {memory / 1_000_000} MB, working set {Environment.WorkingSet / 1_000_000} MB";
        output.WriteLine(line);
        if (Environment.GetEnvironmentVariable("DIAGNOSIS_MUTATIONS_REPORT") is { Length: > 0 } report)
        {
            File.WriteAllText(report, line + "\n");
        }
    }

    private static TimeSpan Time(LogDiagnosis diagnosis, byte[] input, int round)
    {
        var watch = Stopwatch.StartNew();
        try
        {
            var report = diagnosis.Diagnose(new MemoryStream(input), "x", TestContext.Current.CancellationToken);
            Assert.True(report.Findings.Count <= DiagnosisLimits.MaxFindings);
            Assert.NotEmpty(FindingsJson.Write(report));
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            Assert.Fail($"round {round}: {e}");
        }

        return watch.Elapsed;
    }

    private static byte[] Damage(byte[][] seeds, Random random)
    {
        var bytes = seeds[random.Next(seeds.Length)].ToArray();
        for (var i = random.Next(1, 5); i > 0 && bytes.Length > 0; i--)
        {
            bytes = random.Next(5) switch
            {
                0 => Flip(bytes, random),
                1 => bytes[..random.Next(bytes.Length)],
                2 => [.. bytes[..random.Next(bytes.Length)], .. Piece(seeds[random.Next(seeds.Length)], random)],
                3 => [.. bytes, .. Piece(bytes, random), .. Piece(bytes, random)],
                _ => Noise(bytes, random),
            };
            bytes = bytes.Length > MaxInput ? bytes[..MaxInput] : bytes;
        }

        return bytes;
    }

    private static byte[] Flip(byte[] bytes, Random random)
    {
        for (var i = random.Next(1, 20); i > 0; i--)
        {
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        }

        return bytes;
    }

    private static byte[] Piece(byte[] bytes, Random random)
    {
        var from = random.Next(bytes.Length + 1);
        return bytes[from..Math.Min(bytes.Length, from + random.Next(4000))];
    }

    private static byte[] Noise(byte[] bytes, Random random)
    {
        string[] words = ["\r", "\n", "\r\n", "\0", "\u001b[31m", "##[error]", ":1:2: error: ", "((((((((", "at ", "99999999999999999999", "●", "\t", "{\"Action\":\"", "<", "]]>", "1) "];
        var word = System.Text.Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(words[random.Next(words.Length)], random.Next(1, 40))));
        var at = random.Next(bytes.Length);
        return [.. bytes[..at], .. word, .. bytes[at..]];
    }
}
