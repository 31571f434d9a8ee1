using System.Text;
using BackgroundAgent.Diagnosis.Command;

namespace BackgroundAgent.Starter.Native;

/// <summary>
/// <c>bgagent diagnose</c> without what the other verbs need, so that it starts in milliseconds. Only the plain forms of the command are read here; whatever else may be meant
/// (help, an option of all verbs, an address of a forge, a mistake) is for the whole program, which then answers as it always does.
/// </summary>
internal static class QuickDiagnosis
{
    private const string Verb = "diagnose";
    private const string FromStandardInput = "--stdin-paths";

    private static readonly string[] Flags = ["--json", "--markdown", FromStandardInput];

    public static bool Understands(IReadOnlyList<string> args)
    {
        if (args.Count == 0 || args[0] != Verb)
        {
            return false;
        }

        var paths = 0;
        for (var i = 1; i < args.Count; i++)
        {
            if (Flags.Contains(args[i]))
            {
                // Twice is a matter of taste, and the word behind a flag may be its value: "--json false".
                if (args.Take(i).Contains(args[i]) || (i + 1 < args.Count && bool.TryParse(args[i + 1], out _)))
                {
                    return false;
                }
            }
            else if (args[i].Length == 0 || (args[i][0] == '-' && args[i] != "-") || DiagnoseCommand.IsAddress(args[i]))
            {
                return false;
            }
            else
            {
                paths++;
            }
        }

        return paths > 0 || args.Contains(FromStandardInput);
    }

    /// <returns>0; 1 where nothing could be read or the answer could not be written.</returns>
    public static int Run(IReadOnlyList<string> args)
    {
        using var input = Console.OpenStandardInput();
        using var output = Console.OpenStandardOutput();
        using var paths = new StreamReader(input, Encoding.UTF8);
        try
        {
            var exit = new DiagnoseCommand(new(paths, input, output, Console.Error)).Run(args);
            return exit == DiagnoseCommand.NothingRead ? 1 : exit;
        }
        catch (IOException exception)
        {
            Console.Error.WriteLine($"bgagent: {exception.Message}");
            return 1;
        }
    }
}
