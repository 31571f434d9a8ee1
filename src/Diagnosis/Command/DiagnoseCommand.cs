using BackgroundAgent.Diagnosis.Output;

namespace BackgroundAgent.Diagnosis.Command;

/// <summary>
/// <c>bgagent diagnose [--json|--markdown] [--stdin-paths] PATH…</c>: reads logs, reports, directories and archives (<c>-</c> is standard input) and
/// says what failed. Needs neither a server nor a network.
/// </summary>
public sealed class DiagnoseCommand(TextReader input, Stream standardInput, Stream output, TextWriter error)
{
    private readonly LogDiagnosis _diagnosis = new();
    private readonly JsonLine _buffer = new();

    /// <returns>0; 2 where an argument is wrong or no input could be opened.</returns>
    public int Run(IReadOnlyList<string> args, CancellationToken cancellationToken = default)
    {
        if (!DiagnoseOptions.TryParse(args, error, out var options))
        {
            return 2;
        }

        var missing = 0;
        var answered = 0;
        foreach (var path in options.Paths.Concat(options.StdinPaths ? PathsFrom(input) : []))
        {
            foreach (var file in Expand(path))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (TryDiagnose(file, cancellationToken) is { } report)
                {
                    Print(report, options);
                    answered++;
                }
                else
                {
                    missing++;
                }
            }
        }

        output.Flush();
        return missing > 0 && answered == 0 ? 2 : 0;
    }

    private static IEnumerable<string> PathsFrom(TextReader reader)
    {
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0)
            {
                yield return line;
            }
        }
    }

    private static IEnumerable<string> Expand(string path)
        => path != "-" && Directory.Exists(path)
            ? Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            : [path];

    private DiagnosisReport? TryDiagnose(string path, CancellationToken cancellationToken)
    {
        try
        {
            if (path == "-")
            {
                return _diagnosis.Diagnose(standardInput, path, cancellationToken);
            }

            if (IsUrl(path))
            {
                error.WriteLine($"bgagent: {path}: a URL is not read; download the log and give the file, or - for a pipe (gh run view --log-failed | bgagent diagnose -)");
                return null;
            }

            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0, FileOptions.SequentialScan);
            return _diagnosis.Diagnose(file, path, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            error.WriteLine($"bgagent: {path}: {e.Message}");
            return null;
        }
    }

    private static bool IsUrl(string path)
        => path.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || path.StartsWith("http://", StringComparison.OrdinalIgnoreCase);

    private void Print(DiagnosisReport report, DiagnoseOptions options)
    {
        _buffer.Clear();
        if (options.Json)
        {
            FindingsJson.Write(report, _buffer);
        }
        else
        {
            _buffer.Raw(System.Text.Encoding.UTF8.GetBytes(options.Markdown ? Digest.ToMarkdown(report) : Digest.ToText(report)));
        }

        _buffer.Raw("\n"u8);
        output.Write(_buffer.Written);
        output.Flush();
    }
}
