using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tools.Cargo;

/// <summary>Cargo's own words: what could not be built, resolved or fetched; cargo audit and cargo deny.</summary>
internal sealed class CargoTool : IToolParser
{
    public const string Name = "cargo";

    private Draft? _advisory;

    public static Tool Definition { get; } = new(
        Name,
        ["^error: could not compile", "^error: failed to ", "^error: aborting due to", "^error: test failed", "^error: process didn't exit", "^error: no matching package", "^error: package ",
            "^error: vulnerable crates", "^error: 0 vulnerabilit", "vulnerabilities found!", "vulnerability found!", "^id:        rustsec", "^id:       rustsec", "^crate: ", "^error: the lock file", "^error: unable to update", "^error: no such "],
        () => new CargoTool());

    public LineUse Read(in LogLine line, IFindingSink sink)
    {
        var body = line.Body;
        if (body.StartsWith("Crate:"u8))
        {
            _advisory = new Draft { Tool = "cargo-audit", Category = FindingCategory.Dependency, LogLine = line.Number, Message = body[6..].TrimBlanks().Decode(200) };
            return LineUse.TakeAndWait;
        }

        if (_advisory is not null && ReadAdvisory(body, sink))
        {
            return _advisory is null ? LineUse.Take : LineUse.TakeAndWait;
        }

        if (!body.TryAfter("error: "u8, out var message))
        {
            return LineUse.Pass;
        }

        var audit = message.Has("ulnerab"u8);
        var summary = audit || message.StartsWith("could not compile"u8) || message.StartsWith("aborting due to"u8) || message.StartsWith("test failed"u8) || message.StartsWith("process didn't exit"u8);
        sink.Ended(LogOutcome.Failed, EndOf.Tool, line.Number);
        sink.Add(new Draft
        {
            Tool = audit ? "cargo-audit" : Name,
            Category = audit || IsDependency(message) ? FindingCategory.Dependency : message.StartsWith("no such"u8) ? FindingCategory.Configuration : FindingCategory.Compile,
            LogLine = line.Number,
            Message = message.Decode(),
            Role = summary && !audit ? Role.Summary : Role.Failure,
        });
        return LineUse.Take;
    }

    private bool ReadAdvisory(ReadOnlySpan<byte> body, IFindingSink sink)
    {
        if (body.IsEmpty)
        {
            _advisory = null;
            return false;
        }

        if (body.TryAfter("Title:"u8, out var title))
        {
            _advisory!.Message += ": " + title.TrimBlanks().Decode(300);
        }
        else if (body.TryAfter("Warning:"u8, out _))
        {
            _advisory!.Severity = FindingSeverity.Warning;
        }
        else if (body.TryAfter("ID:"u8, out var id))
        {
            _advisory!.Code = id.TrimBlanks().Decode(60);
            sink.Add(_advisory);
            _advisory = null;
        }

        return true;
    }

    private static bool IsDependency(ReadOnlySpan<byte> message)
        => message.StartsWith("failed to select"u8) || message.StartsWith("failed to get"u8) || message.StartsWith("failed to load source"u8) || message.StartsWith("failed to download"u8)
            || message.StartsWith("no matching package"u8) || message.StartsWith("unable to update"u8) || message.StartsWith("the lock file"u8) || message.StartsWith("failed to resolve"u8);
}
