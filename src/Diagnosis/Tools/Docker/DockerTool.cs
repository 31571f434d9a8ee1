using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tools.Docker;

/// <summary>How builds of images end (BuildKit and the classic builder), and what Compose says about its file and services.</summary>
internal sealed class DockerTool : IToolParser
{
    public const string Name = "docker";

    private string? _file;
    private int? _line;
    private Draft? _solve;
    private string? _invalid;

    public static Tool Definition { get; } = new(
        Name,
        [
            "failed to solve", "did not complete successfully: exit code", "^dockerfile:0", ".dockerfile:0", "^dockerfile.", "dockerfile parse error", "returned a non-zero code: ", "copy failed: ", "add failed: ",
            "^validating ", "the compose file '", "invalid compose project", "dependency failed to start: ", "no configuration file provided: not found", "^error response from daemon: ", "unable to prepare context: ",
        ],
        () => new DockerTool());

    public LineUse Read(in LogLine line, IFindingSink sink)
    {
        var body = line.Body;
        if (_invalid is not null)
        {
            return ReadReason(line, body, sink);
        }

        if (body.TryCut("The Compose file '"u8, out _, out var compose) && compose.TryCut("' is invalid because:"u8, out var invalid, out _))
        {
            _invalid = invalid.Decode();
            return LineUse.TakeAndWait;
        }

        if (IsPlace(body, out var file, out var number))
        {
            (_file, _line) = (file.Decode(), number);
            if (_solve is { File: null })
            {
                (_solve.File, _solve.Line) = (_file, _line);
            }

            return LineUse.Take;
        }

        if (body.TryCut("failed to solve: "u8, out var lead, out var text) && lead.Length < 60)
        {
            Solve(line, text, sink);
            return LineUse.Take;
        }

        // The step's own line in front of the listing: what failed is told again by the last line.
        if (body.StartsWith("#"u8) && body.Has(" ERROR: process "u8))
        {
            return LineUse.Take;
        }

        return TryOther(body) is { } kind ? Add(line, body, kind, sink) : LineUse.Pass;
    }

    /// <summary>The first version of Compose writes what is wrong on the lines below.</summary>
    private LineUse ReadReason(in LogLine line, ReadOnlySpan<byte> body, IFindingSink sink)
    {
        if (!body.IsEmpty)
        {
            sink.Add(new Draft { Tool = Name, Category = FindingCategory.Configuration, Message = body.Decode(), File = _invalid, LogLine = line.Number });
            sink.Ended(LogOutcome.Failed, EndOf.Tool, line.Number);
        }

        _invalid = null;
        return LineUse.Take;
    }

    /// <summary>"Dockerfile:5" alone on a line stands above the listing of the failed instruction.</summary>
    private static bool IsPlace(ReadOnlySpan<byte> body, out ReadOnlySpan<byte> file, out int number)
    {
        number = 0;
        var colon = body.LastIndexOf((byte)':');
        file = colon > 0 ? body[..colon] : default;
        var rest = colon > 0 ? body[(colon + 1)..] : default;
        return file.HasFolded("dockerfile"u8) && file.IndexOf((byte)' ') < 0 && rest.TryTakeInt(out number) && rest.IsEmpty;
    }

    private void Solve(in LogLine line, ReadOnlySpan<byte> text, IFindingSink sink)
    {
        text = text.TryAfter("failed to solve: "u8, out var again) ? again : text;
        sink.Ended(LogOutcome.Failed, EndOf.Tool, line.Number);
        if (_solve is not null)
        {
            return;
        }

        // A command that failed has said why before; everything else is the reason itself.
        var follows = text.StartsWith("process "u8) && text.Has("did not complete successfully"u8);
        _solve = new Draft
        {
            Tool = Name,
            Category = follows ? FindingCategory.Generic : text.Has("failed to resolve source metadata"u8) || text.Has("pull access denied"u8) ? FindingCategory.Dependency : FindingCategory.Configuration,
            Message = text.Decode(),
            File = _file,
            Line = _line,
            LogLine = line.Number,
            Role = follows ? Role.Summary : Role.Failure,
        };
        if (text.TryCut("dockerfile parse error on line "u8, out _, out var rest) && rest.TryTakeInt(out var number))
        {
            (_solve.File, _solve.Line) = (_file ?? "Dockerfile", number);
        }

        sink.Add(_solve);
    }

    private static (FindingCategory Category, Role Role)? TryOther(ReadOnlySpan<byte> body)
    {
        if (body.StartsWith("The command '"u8) && body.Has("returned a non-zero code: "u8))
        {
            return (FindingCategory.Generic, Role.Summary);
        }

        if (body.StartsWith("COPY failed: "u8) || body.StartsWith("ADD failed: "u8) || body.StartsWith("unable to prepare context: "u8) || body.Has("dockerfile parse error line "u8)
            || (body.StartsWith("validating "u8) && (body.Has(".yml: "u8) || body.Has(".yaml: "u8))) || body.EndsWith(": invalid compose project"u8)
            || body.EndsWith("no configuration file provided: not found"u8))
        {
            return (FindingCategory.Configuration, Role.Failure);
        }

        var started = body.StartsWith("dependency failed to start: "u8) || body.StartsWith("Error response from daemon: "u8);
        return started ? (FindingCategory.Generic, Role.Failure) : null;
    }

    private static LineUse Add(in LogLine line, ReadOnlySpan<byte> body, (FindingCategory Category, Role Role) kind, IFindingSink sink)
    {
        var file = body.TryAfter("validating "u8, out var rest) && rest.TryCut(": "u8, out var named, out _) ? named.Decode() : null;
        sink.Add(new Draft { Tool = Name, Category = kind.Category, Role = kind.Role, Message = body.Decode(), File = file, LogLine = line.Number });
        sink.Ended(LogOutcome.Failed, EndOf.Tool, line.Number);
        return LineUse.Take;
    }
}
