using System.Text;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Engine;

/// <summary>A place in a source file.</summary>
internal sealed record CodePlace(string File, int? Line, int? Column);

/// <summary>Finds the place that a stack trace points to: its first frame that is neither of a test framework nor of a runtime.</summary>
internal static class StackPlace
{
    private static readonly LinePattern[] Frames =
    [
        new("at {any} in {file}:line {line}"),
        new("in {file}:line {line}"),
        new("at {any} ({file}:{line}:{col})"),
        new("at {any}({file}:{line})"),
        new("at {file}:{line}:{col}"),
        new("File \"{file}\", line {line}, in {any}"),
        new("File \"{file}\", line {line}"),
        new("❯ {any} {file}:{line}:{col}"),
        new("❯ {file}:{line}:{col}"),
        new("# {file}:{line}:in {any}"),
        new("{any} ({file}:{line}:{col})"),
        new("{file}:{line}:in {any}"),
        new("#{n} {file}({line}): {any}"),
        new("{file}:{line}: {any}"),
        new("{file}:{line}:{col}"),
        new("{file}:{line}"),
    ];

    private static readonly string[] Foreign =
    [
        "node_modules/", "node:", "internal/", "/site-packages/", "/dist-packages/", "/_pytest/", "/usr/lib/", "/usr/local/lib/", "/rustc/", "/_/src/", "/vendor/",
        "/gems/", "<anonymous>", "Native Method", "Unknown Source", "/go/src/testing/", "bazel-out/",
    ];

    private static readonly string[] ForeignCalls =
    [
        "java.", "jdk.", "sun.", "org.junit", "junit.", "org.gradle", "org.apache.maven", "org.testng", "org.mockito", "org.hamcrest", "org.assertj", "kotlin.", "scala.",
        "Xunit.", "NUnit.", "System.", "Microsoft.", "FluentAssertions.", "Shouldly.", "org.scalatest", "groovy.", "java.base/",
    ];

    /// <summary>The place a frame names, whosever code it is; null where the line is no frame.</summary>
    public static CodePlace? OfFrame(ReadOnlySpan<byte> line, out bool own)
    {
        own = false;
        line = line.TrimBlanks();
        if (line.Length is < 4 or > 2000 || !LinePattern.TryMatchAny(Frames, line, out var match) || !PathText.IsSurelyPath(match.File))
        {
            return null;
        }

        var file = match.File.Decode();
        var call = match.Any.Decode(300);
        own = !Array.Exists(Foreign, f => file.Contains(f, StringComparison.Ordinal))
            && !Array.Exists(ForeignCalls, f => call.StartsWith(f, StringComparison.Ordinal));
        return new(file, match.Line, match.Column);
    }

    public static CodePlace? Find(string? trace)
    {
        if (string.IsNullOrEmpty(trace))
        {
            return null;
        }

        CodePlace? any = null;
        foreach (var line in trace.AsSpan(0, Math.Min(trace.Length, 40_000)).EnumerateLines())
        {
            if (OfFrame(Encoding.UTF8.GetBytes(line.ToString()), out var own) is { } place)
            {
                if (own)
                {
                    return place;
                }

                any ??= place.File.StartsWith("node:", StringComparison.Ordinal) ? null : place;
            }
        }

        return any;
    }
}
