using System.Runtime.CompilerServices;

namespace Parcels.Tests;

internal static class Tap
{
    private static readonly string Root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "..", ".."));

    public static int Run(params (string Name, Action Body)[] tests)
    {
        Console.WriteLine("TAP version 13");
        Console.WriteLine($"1..{tests.Length}");
        var failed = 0;
        for (var number = 1; number <= tests.Length; number++)
        {
            var (name, body) = tests[number - 1];
            try
            {
                body();
                Console.WriteLine($"ok {number} - {name}");
            }
            catch (Mismatch mismatch)
            {
                failed++;
                Console.WriteLine($"not ok {number} - {name}");
                Console.WriteLine($"  ---\n  message: '{mismatch.Message}'\n  severity: fail\n  file: {mismatch.File}\n  line: {mismatch.Line}\n  ...");
            }
        }

        Console.WriteLine($"# tests {tests.Length}\n# pass {tests.Length - failed}\n# fail {failed}");
        return failed == 0 ? 0 : 1;
    }

    public static void Equal<T>(T expected, T actual, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
        {
            throw new Mismatch($"expected {expected} but got {actual}", Path.GetRelativePath(Root, file), line);
        }
    }

    private static string Here([CallerFilePath] string file = "") => file;

    private sealed class Mismatch(string message, string file, int line) : Exception(message)
    {
        public string File { get; } = file;

        public int Line { get; } = line;
    }
}
