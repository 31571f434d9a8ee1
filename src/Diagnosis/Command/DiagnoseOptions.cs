namespace BackgroundAgent.Diagnosis.Command;

/// <summary>Arguments of <see cref="DiagnoseCommand"/>.</summary>
internal sealed record DiagnoseOptions(bool Json, bool Markdown, bool StdinPaths, IReadOnlyList<string> Paths)
{
    public static bool TryParse(IReadOnlyList<string> args, TextWriter error, out DiagnoseOptions options)
    {
        options = new(false, false, false, []);
        var paths = new List<string>();
        foreach (var arg in args)
        {
            switch (arg)
            {
                case "--json":
                    options = options with { Json = true };
                    break;
                case "--markdown":
                    options = options with { Markdown = true };
                    break;
                case "--stdin-paths":
                    options = options with { StdinPaths = true };
                    break;
                case ['-', '-', ..]:
                    error.WriteLine($"bgagent: unknown option {arg}");
                    return false;
                default:
                    paths.Add(arg);
                    break;
            }
        }

        options = options with { Paths = paths };
        if (paths.Count == 0 && !options.StdinPaths)
        {
            error.WriteLine("usage: bgagent diagnose [--json|--markdown] [--stdin-paths] PATH... (a log, a report, a directory, a zip archive, an address of the forge, or - for standard input)");
            return false;
        }

        return true;
    }
}
