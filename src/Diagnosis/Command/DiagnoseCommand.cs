using BackgroundAgent.Diagnosis.Output;
using BackgroundAgent.Diagnosis.Reading;

namespace BackgroundAgent.Diagnosis.Command;

/// <summary>
/// <c>bgagent diagnose [--json|--markdown] [--stdin-paths] PATH…</c>: reads logs, reports, directories, archives and addresses of a forge (<c>-</c> is standard input) and
/// says what failed. Needs no server, and a network only for addresses.
/// </summary>
/// <param name="streams">Where it reads and speaks.</param>
/// <param name="remote">Opens addresses; null: they are refused.</param>
public sealed class DiagnoseCommand(DiagnoseStreams streams, IRemoteInputs? remote = null)
{
    /// <summary>Ends the process when an argument is wrong or no input could be opened.</summary>
    public const int NothingRead = 2;

    /// <summary>Bytes read of one log of a forge.</summary>
    public const long MaxRemoteBytes = 4L * 1024 * 1024 * 1024;

    private readonly LogDiagnosis _diagnosis = new();
    private readonly JsonLine _buffer = new();
    private int _answered;
    private int _failure;

    /// <returns>0; where no input could be read, <see cref="NothingRead"/> or the code of the <see cref="UnreadableInputException"/> that came last.</returns>
    public int Run(IReadOnlyList<string> args, CancellationToken cancellationToken = default)
    {
        if (!DiagnoseOptions.TryParse(args, streams.Error, out var options))
        {
            return NothingRead;
        }

        foreach (var path in options.Paths.Concat(options.StdinPaths ? PathsFrom(streams.Text) : []))
        {
            Read(path, options, cancellationToken);
        }

        streams.Output.Flush();
        return _answered > 0 ? 0 : _failure;
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

    private void Read(string path, DiagnoseOptions options, CancellationToken cancellationToken)
    {
        if (IsAddress(path))
        {
            foreach (var input in Find(path, cancellationToken))
            {
                cancellationToken.ThrowIfCancellationRequested();
                Try(input.Name, options, () => DiagnoseRemote(input, cancellationToken));
            }

            return;
        }

        foreach (var file in Expand(path.StartsWith("file://", StringComparison.OrdinalIgnoreCase) ? new Uri(path).LocalPath : path))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Try(file, options, () => DiagnoseLocal(file, cancellationToken));
        }
    }

    private static IEnumerable<string> Expand(string path)
        => path != "-" && Directory.Exists(path)
            ? Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            : [path];

    /// <summary>Whether it is no path: <c>https://…</c>, or <c>local:12</c> where no file is called so.</summary>
    public static bool IsAddress(string path)
        => path.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || path.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
            || (path.StartsWith("local:", StringComparison.Ordinal) && !File.Exists(path));

    private IReadOnlyList<RemoteInput> Find(string address, CancellationToken cancellationToken)
    {
        if (remote is null)
        {
            Fail(address, "addresses cannot be read here; give the log as a file, or - for a pipe", NothingRead);
            return [];
        }

        try
        {
            return remote.Find(address, cancellationToken);
        }
        catch (UnreadableInputException fault)
        {
            Fail(address, fault.Message, fault.ExitCode);
            return [];
        }
    }

    private void Try(string name, DiagnoseOptions options, Func<DiagnosisReport> diagnose)
    {
        try
        {
            Print(diagnose(), options);
            _answered++;
        }
        catch (UnreadableInputException fault)
        {
            Fail(name, fault.Message, fault.ExitCode);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            Fail(name, e.Message, NothingRead);
        }
    }

    private void Fail(string name, string message, int exitCode)
    {
        streams.Error.WriteLine($"bgagent: {name}: {message}");
        _failure = exitCode;
    }

    private DiagnosisReport DiagnoseLocal(string path, CancellationToken cancellationToken)
    {
        if (path == "-")
        {
            return _diagnosis.Diagnose(streams.Input, path, cancellationToken);
        }

        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0, FileOptions.SequentialScan);
        return _diagnosis.Diagnose(file, path, cancellationToken);
    }

    private DiagnosisReport DiagnoseRemote(RemoteInput input, CancellationToken cancellationToken)
    {
        using var content = new BoundedStream(input.Open(), MaxRemoteBytes);
        var report = _diagnosis.Diagnose(content, input.Name, cancellationToken);
        if (content.WasCut)
        {
            streams.Error.WriteLine($"bgagent: {input.Name}: only the first {MaxRemoteBytes / (1024 * 1024)} MB were read");
        }

        return report;
    }

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
        streams.Output.Write(_buffer.Written);
        streams.Output.Flush();
    }
}

/// <summary>What <see cref="DiagnoseCommand"/> reads and speaks through.</summary>
/// <param name="Text">Paths of <c>--stdin-paths</c>.</param>
/// <param name="Input">The input <c>-</c>.</param>
/// <param name="Output">Reports, as bytes.</param>
/// <param name="Error">What could not be read.</param>
public sealed record DiagnoseStreams(TextReader Text, Stream Input, Stream Output, TextWriter Error);
