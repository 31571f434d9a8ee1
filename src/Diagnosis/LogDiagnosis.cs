using System.Buffers;
using System.IO.Compression;
using System.Text;
using BackgroundAgent.Diagnosis.Causes;
using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;
using BackgroundAgent.Diagnosis.Reading;
using BackgroundAgent.Diagnosis.Reports;
using BackgroundAgent.Diagnosis.Tools;

namespace BackgroundAgent.Diagnosis;

/// <summary>
/// Reads a CI log or a test report and says what failed. Recognises by content: plain, GitHub, GitLab, Azure, Travis, Jenkins, Buildkite and TeamCity logs,
/// test and lint reports, UTF-8 and UTF-16, gzip and zip. Never throws for what an input holds; throws what its stream throws.
/// Logs are streamed: memory stays below 64 MB whatever their length. Safe to use from several threads.
/// </summary>
public sealed class LogDiagnosis
{
    private const int ChunkBytes = 256 * 1024;

    private readonly ReaderRegistry _registry;

    /// <param name="namesPassedTests">Fills <see cref="DiagnosisReport.PassedTests"/>, which costs a look at each line and the names themselves.</param>
    public LogDiagnosis(bool namesPassedTests = false) => _registry = new(ToolList.All, CauseRules.All, namesPassedTests);

    /// <param name="input">Read to its end, not disposed.</param>
    /// <param name="name">Becomes <see cref="DiagnosisReport.Input"/>.</param>
    /// <param name="cancellationToken">Looked at between chunks.</param>
    public DiagnosisReport Diagnose(Stream input, string name, CancellationToken cancellationToken = default)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            var read = input.ReadAtLeast(buffer, InputSniffer.HeadBytes, throwOnEndOfStream: false);
            var kind = InputSniffer.Sniff(buffer.AsSpan(0, Math.Min(read, InputSniffer.HeadBytes)));
            if (kind == InputKind.Text)
            {
                return DiagnoseLog(input, buffer, read, name, cancellationToken);
            }

            using var whole = new PrefixedStream(buffer.AsMemory(0, read), input);
            return Unwrap(kind, whole, name, cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The same without holding a thread while the stream has nothing to give.</summary>
    public Task<DiagnosisReport> DiagnoseAsync(Stream input, string name, CancellationToken cancellationToken = default)
        => Task.Run(() => Diagnose(input, name, cancellationToken), cancellationToken);

    private DiagnosisReport Unwrap(InputKind kind, Stream whole, string name, CancellationToken cancellationToken)
    {
        switch (kind)
        {
            case InputKind.Utf16LittleEndian or InputKind.Utf16BigEndian:
                var encoding = kind == InputKind.Utf16LittleEndian ? Encoding.Unicode : Encoding.BigEndianUnicode;
                using (var utf8 = Encoding.CreateTranscodingStream(whole, encoding, Encoding.UTF8, leaveOpen: true))
                {
                    return Diagnose(utf8, name, cancellationToken);
                }

            case InputKind.Gzip:
                using (var plain = new BoundedStream(new GZipStream(whole, CompressionMode.Decompress)))
                {
                    return Diagnose(plain, name, cancellationToken);
                }

            case InputKind.Zip:
                return Archive.Diagnose(this, _registry, whole, name, cancellationToken);
            default:
                return ReportReading.TryRead(kind, whole, name, _registry, cancellationToken, out var rest)
                    ?? DiagnoseLog(rest, name, cancellationToken);
        }
    }

    private DiagnosisReport DiagnoseLog(Stream text, string name, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            return DiagnoseLog(text, buffer, 0, name, cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private DiagnosisReport DiagnoseLog(Stream input, byte[] buffer, int read, string name, CancellationToken cancellationToken)
    {
        var memory = ReaderMemory.Rent();
        var reader = new ConsoleReader(_registry, memory);
        var lines = new LineSplitter(memory.Carry);
        long bytes = 0;
        read = read > 0 ? read : input.Read(buffer);
        while (read > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            lines.Feed(buffer.AsSpan(0, read), reader);
            bytes += read;
            read = input.Read(buffer);
        }

        lines.Complete(reader);
        reader.Complete();
        var gathered = new Gathered(reader.Findings, reader.Steps, reader.Evidence, reader.Lines);
        ReaderMemory.Return(memory);
        return ReportAssembly.Assemble(name, "log", gathered, _registry) with { Bytes = bytes };
    }
}
