using System.Buffers;
using System.Text.Json;
using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Reading;

namespace BackgroundAgent.Diagnosis.Reports;

/// <summary>Tells a JSON document from a log whose lines are JSON, and reads the document where it is a known report.</summary>
internal static class JsonInput
{
    /// <summary>Bytes of a JSON report that are read; a larger one gives a finding that says so.</summary>
    public const int MaxBytes = 32 * 1024 * 1024;

    private const int ChunkBytes = 64 * 1024;

    private static readonly JsonReaderOptions Options = new() { AllowTrailingCommas = true, MaxDepth = 128 };

    /// <summary>Null where it is no report; the rest then gives the whole input again.</summary>
    public static DiagnosisReport? TryRead(Stream whole, string name, ReaderRegistry registry, CancellationToken cancellationToken, out Stream rest)
    {
        var memory = new MemoryStream(ChunkBytes);
        ReadUpTo(whole, memory, cancellationToken);
        var bytes = memory.GetBuffer().AsMemory(0, (int)memory.Length);
        rest = new PrefixedStream(bytes, whole);
        if (bytes.Length > MaxBytes)
        {
            return IsLines(bytes.Span) ? null : BrokenInput.Report(registry, name, "json", $"The JSON document is larger than {MaxBytes / 1024 / 1024} MB and was not read.", "report-too-large");
        }

        using var document = TryParse(bytes.Span);
        return document is null ? null : ReportReading.ReadJson(document.RootElement, name, registry);
    }

    private static void ReadUpTo(Stream whole, MemoryStream memory, CancellationToken cancellationToken)
    {
        var chunk = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        int n;
        while (memory.Length <= MaxBytes && (n = whole.Read(chunk)) > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            memory.Write(chunk, 0, n);
        }

        ArrayPool<byte>.Shared.Return(chunk);
    }

    private static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> bytes) => bytes.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;

    /// <summary>The only value of the text; null where there are several or none. (Several are a log, and common, so they are not left to an exception.)</summary>
    private static JsonDocument? TryParse(ReadOnlySpan<byte> bytes)
    {
        bytes = WithoutMark(bytes);
        try
        {
            var reader = new Utf8JsonReader(bytes, isFinalBlock: true, new JsonReaderState(Options));
            if (!JsonDocument.TryParseValue(ref reader, out var document))
            {
                return null;
            }

            if (IsBlank(bytes[(int)reader.BytesConsumed..]))
            {
                return document;
            }

            document.Dispose();
            return null;
        }
        catch (JsonException)
        {
            // It only begins like JSON: the lines' parsers see to it.
            return null;
        }
    }

    /// <summary>Whether the first value ends early and another one follows.</summary>
    private static bool IsLines(ReadOnlySpan<byte> bytes)
    {
        bytes = WithoutMark(bytes);
        bytes = bytes[..Math.Min(bytes.Length, 1024 * 1024)];
        try
        {
            var reader = new Utf8JsonReader(bytes, isFinalBlock: false, new JsonReaderState(Options));
            return reader.Read() && reader.TrySkip() && !IsBlank(bytes[(int)reader.BytesConsumed..]);
        }
        catch (JsonException)
        {
            return true;
        }
    }

    private static bool IsBlank(ReadOnlySpan<byte> bytes)
    {
        foreach (var b in bytes)
        {
            if (b is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'))
            {
                return false;
            }
        }

        return true;
    }
}
