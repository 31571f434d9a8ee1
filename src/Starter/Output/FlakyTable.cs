using System.Globalization;
using BackgroundAgent.Starter.CommandLine;
using BackgroundAgent.Starter.Output.Json;
using Spectre.Console;

namespace BackgroundAgent.Starter.Output;

/// <summary>Shows the rows of <c>flaky</c>.</summary>
internal static class FlakyTable
{
    public static void Write(VerbContext context, FlakyDocument found)
    {
        switch (context.Mode)
        {
            case OutputMode.Json:
                JsonOutput.Write(context.Host, found, JsonShapes.Readable.FlakyDocument);
                break;
            case OutputMode.Plain:
                WritePlain(context.Host.Out, found);
                break;
            default:
                WritePretty(Terminal.Create(context.Host), found, context.Host.Time.GetUtcNow());
                break;
        }
    }

    // Tab separated, one test per line, no heading: for cut, awk and while read.
    private static void WritePlain(TextWriter output, FlakyDocument found)
    {
        foreach (var test in found.Tests)
        {
            output.WriteLine(string.Join('\t', new[]
            {
                test.Test, Number(test.Flakes), Number(test.Runs), Number(test.Rate), Number(test.Low), Number(test.High), $"{test.LastFlake:yyyy-MM-ddTHH:mm:ssZ}", test.Repository,
            }.Select(SafeText.Line)));
        }
    }

    private static void WritePretty(IAnsiConsole console, FlakyDocument found, DateTimeOffset now)
    {
        if (found.Tests.Count == 0)
        {
            console.WriteLine(found.Runs == 0
                ? "No CI run has been read yet."
                : string.Create(CultureInfo.InvariantCulture, $"None of {found.KnownTests} tests failed and passed on the same commit, in {found.Runs} run(s)."));
            return;
        }

        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns("test", "flakes", "rate", "95 % interval", "last");
        foreach (var test in found.Tests)
        {
            table.AddRow(
                new Text(SafeText.Cut(test.Test, 90)),
                new Text(string.Create(CultureInfo.InvariantCulture, $"{test.Flakes} of {test.Runs}")),
                new Text(Percent(test.Rate)),
                new Text($"{Percent(test.Low)} to {Percent(test.High)}"),
                new Text(test.LastFlake is { } last ? Elapsed.Show(now - last) : "-"));
        }

        console.Write(table);
        console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"From {found.Runs} run(s) with {found.KnownTests} tests."));
    }

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.0} %");

    private static string Number(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);
}
