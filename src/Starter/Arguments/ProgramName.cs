using BackgroundAgent.Starter.CommandLine;

namespace BackgroundAgent.Starter.Arguments;

/// <summary>Says early that a program is not there, where its name can be told from a shell command.</summary>
internal static class ProgramName
{
    /// <summary>Throws when the command's first word plainly names a program that does not exist. Anything cleverer is left to the shell.</summary>
    public static void Check(CliHost host, string option, string command, string? repositoryRoot)
    {
        if (string.IsNullOrWhiteSpace(command))
        {
            throw CliException.Usage($"{option} is empty", "Give the command as one argument, in quotes.");
        }

        var word = command.TrimStart().Split([' ', '\t', '\n'], 2)[0];
        if (word.Any(c => !(char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '/' or '+')) || ShellWords.Contains(word))
        {
            return;
        }

        if (word.Contains('/'))
        {
            // A relative path is looked up in the work tree, which is what the repository holds.
            var at = Path.IsPathFullyQualified(word) ? word : repositoryRoot is null ? null : Path.GetFullPath(word, repositoryRoot);
            if (at is null || File.Exists(at))
            {
                return;
            }

            throw CliException.Usage(
                $"{option}: there is no program {word}",
                Path.IsPathFullyQualified(word) ? "Correct the path." : $"A relative path starts at the top of the repository, {repositoryRoot}; use an absolute path for a program elsewhere.");
        }

        var found = (host.Variable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Any(folder => Extensions.Any(extension => File.Exists(Path.Combine(folder, word + extension))));
        if (!found)
        {
            throw CliException.Usage($"{option}: the program '{word}' is not on PATH", "Install it or give its absolute path.");
        }
    }

    private static string[] Extensions => OperatingSystem.IsWindows() ? ["", ".exe", ".cmd", ".bat", ".com"] : [""];

    // What POSIX sh knows by itself, so that PATH does not tell.
    private static readonly HashSet<string> ShellWords =
    [
        ".", ":", "alias", "bg", "break", "case", "cd", "command", "continue", "echo", "eval", "exec", "exit", "export", "false", "fc", "fg", "for",
        "getopts", "hash", "if", "jobs", "kill", "printf", "pwd", "read", "readonly", "return", "set", "shift", "test", "time", "times", "trap",
        "true", "type", "ulimit", "umask", "unalias", "unset", "until", "wait", "while",
    ];
}
