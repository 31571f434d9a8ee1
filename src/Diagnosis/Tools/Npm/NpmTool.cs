using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tools.Npm;

/// <summary>npm, pnpm and yarn: what the package manager itself failed on. That a script failed is a summary; what the script printed is the cause.</summary>
internal sealed class NpmTool : IToolParser
{
    public const string Name = "npm";

    private static readonly string[] YarnErrors =
    [
        "YN0001", "YN0009", "YN0010", "YN0015", "YN0016", "YN0018", "YN0020", "YN0022", "YN0027", "YN0028", "YN0030", "YN0035", "YN0041", "YN0046", "YN0049", "YN0056", "YN0058", "YN0071", "YN0078", "YN0081", "YN0082",
    ];

    private Draft? _pending;
    private long _lastLine;
    private bool _script;
    private Draft? _chain;
    private long _chainStart;

    public static Tool Definition { get; } = new(
        Name,
        ["^npm err!", "^npm error", "err_pnpm_", "elifecycle", "^error command failed", "^error couldn't find", "^error an unexpected error", "^error your lockfile", "^➤ yn0000", "^error package \"", "^error the engine", "^error found incompatible", "^error no license", "^error http", "^error extracting"],
        () => new NpmTool());

    public LineUse Read(in LogLine line, IFindingSink sink)
    {
        var body = line.Body;
        if (_chain is not null && Chain(line, sink) is var use and not LineUse.Pass)
        {
            return use;
        }

        if (body.TryAfter("npm ERR!"u8, out var text) || body.TryAfter("npm error"u8, out text))
        {
            return Npm(text.TrimBlanks(), line.Number, sink);
        }

        if (body.IndexOf("ERR_PNPM_"u8) is var at and >= 0)
        {
            return Pnpm(body[at..], line.Number, sink);
        }

        if (body.Has("ELIFECYCLE"u8) || body.StartsWith("error Command failed"u8))
        {
            AddSummary(body, line.Number, sink);
            sink.Ended(LogOutcome.Failed, EndOf.Tool, line.Number);
            return LineUse.Take;
        }

        return body.StartsWith("error "u8) ? Yarn(body[6..].TrimBlanks(), line.Number, sink) : YarnBerry(body, line.Number, sink);
    }

    public void Complete(IFindingSink sink)
    {
        Flush(sink);
        if (_chain is not null)
        {
            sink.Add(_chain);
        }
    }

    private LineUse Npm(ReadOnlySpan<byte> text, long number, IFindingSink sink)
    {
        if (number > _lastLine + 3)
        {
            Flush(sink);
        }

        _lastLine = number;
        if (text.TryAfter("code "u8, out var code))
        {
            Flush(sink);
            _script = code.StartsWith("ELIFECYCLE"u8) || code.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
            _pending = Begin(code.Decode(60), number);
            return LineUse.Take;
        }

        if (_pending is null && (text.StartsWith("Test failed"u8) || text.StartsWith("Lifecycle script"u8) || text.StartsWith("Missing script"u8) || text.StartsWith("missing script"u8)))
        {
            _script = !text.StartsWithFolded("missing"u8);
            _pending = Begin(null, number);
            _pending.Message = text.Decode();
            _pending.Category = _script ? FindingCategory.Generic : FindingCategory.Configuration;
        }
        else if (_pending is not null && IsNews(text))
        {
            var message = text.StartsWith("errno"u8) || text.StartsWith("syscall"u8) || text.StartsWith("path "u8) ? null : WithoutLabel(text).Decode(600);
            _pending.Message = _pending.Message.Length == 0 ? message ?? string.Empty : _pending.Message.Length < 600 && message is not null ? $"{_pending.Message}\n{message}" : _pending.Message;
        }

        return LineUse.Take;
    }

    /// <summary>"notarget No matching version": the first word only repeats the code.</summary>
    private ReadOnlySpan<byte> WithoutLabel(ReadOnlySpan<byte> text)
    {
        var blank = text.IndexOf((byte)' ');
        var label = blank > 0 ? text[..blank] : default;
        return blank > 0 && _pending?.Code is { } code && (label.SequenceEqual("notarget"u8) || code.Contains(label.Decode(), StringComparison.OrdinalIgnoreCase))
            ? text[(blank + 1)..]
            : text;
    }

    private static bool IsNews(ReadOnlySpan<byte> text)
        => text.Length > 2 && !text.StartsWith("A complete log"u8) && !text.StartsWith("node "u8) && !text.StartsWith("errno "u8) && !text.Has("_logs"u8);

    private Draft Begin(string? code, long number) => new()
    {
        Tool = Name,
        Category = CategoryOf(code),
        Code = code,
        LogLine = number,
        Role = _script ? Role.Summary : Role.Failure,
    };

    private static FindingCategory CategoryOf(string? code) => code switch
    {
        "ECONNRESET" or "ETIMEDOUT" or "ENOTFOUND" or "EAI_AGAIN" or "ECONNREFUSED" or "E500" or "E502" or "E503" or "E504" or "E429" or "ERR_SOCKET_TIMEOUT" or "ESOCKETTIMEDOUT" or "CERT_HAS_EXPIRED"
            => FindingCategory.Infrastructure,
        "ENOENT" or "EBADENGINE" or "EJSONPARSE" or "ENOLOCK" or "EUSAGE" or "E401" or "E403" or "EBADPLATFORM" or "ENOAUTH" or "ENEEDAUTH" => FindingCategory.Configuration,
        _ => FindingCategory.Dependency,
    };

    private LineUse Pnpm(ReadOnlySpan<byte> text, long number, IFindingSink sink)
    {
        var end = text.IndexOfAnyExcept("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"u8);
        var name = (end < 0 ? text : text[..end]).Decode(100);
        var message = end < 0 ? default : text[end..].TrimStart(" \u2009\u00a0"u8);
        var ran = name is "ERR_PNPM_RECURSIVE_RUN_FIRST_FAIL" or "ERR_PNPM_RECURSIVE_EXEC_FIRST_FAIL";
        var absent = name is "ERR_PNPM_FETCH_404" or "ERR_PNPM_FETCH_401" or "ERR_PNPM_FETCH_403";
        var draft = new Draft
        {
            Tool = Name,
            Category = !absent && (name.Contains("FETCH", StringComparison.Ordinal) || name.Contains("META", StringComparison.Ordinal)) ? FindingCategory.Infrastructure : FindingCategory.Dependency,
            Code = name,
            Message = message.TrimBlanks().Decode(),
            LogLine = number,
            Role = ran ? Role.Summary : Role.Failure,
        };
        sink.Ended(LogOutcome.Failed, EndOf.Tool, number);
        if (!message.IsEmpty)
        {
            sink.Add(draft);
            return LineUse.Take;
        }

        (_chain, _chainStart) = (draft, number);
        return LineUse.TakeAndWait;
    }

    /// <summary>Newer versions of pnpm print the code alone and below it a chain of reasons: <c>× reason</c>, <c>├─▶ reason</c>, <c>╰─▶ reason</c>.</summary>
    private LineUse Chain(in LogLine line, IFindingSink sink)
    {
        var body = line.Body;
        var help = body.StartsWith("help: "u8);
        if (line.Number - _chainStart > 20 || help || (line.IsBlank && _chain!.Message.Length > 0) || line.Indent == 0 && !line.IsBlank)
        {
            sink.Add(_chain!);
            _chain = null;
            return help ? LineUse.Take : LineUse.Pass;
        }

        var text = Generic.BoxText.TrimStart(body.TryAfter("× "u8, out var first) ? first : body);
        if (!text.IsEmpty && _chain!.Message.Length < 600)
        {
            _chain.Message += (_chain.Message.Length > 0 ? "\n" : string.Empty) + text.Decode(300);
        }

        return LineUse.TakeAndWait;
    }

    private static LineUse Yarn(ReadOnlySpan<byte> text, long number, IFindingSink sink)
    {
        sink.Add(new Draft { Tool = Name, Category = FindingCategory.Dependency, Message = text.Decode(), LogLine = number });
        return LineUse.Take;
    }

    /// <summary>"➤ YN0028: │ The lockfile would have been modified": the code tells an error, the colour is lost. Source: Yarn's list of error codes.</summary>
    private static LineUse YarnBerry(ReadOnlySpan<byte> body, long number, IFindingSink sink)
    {
        if (!body.TryAfter("➤ "u8, out var text) || !text.TryCut(": "u8, out var code, out var message))
        {
            return LineUse.Pass;
        }

        var ended = message.Has("Failed with errors"u8);
        var name = code.Decode(20);
        if (!ended && Array.IndexOf(YarnErrors, name) < 0)
        {
            return LineUse.Take;
        }

        if (ended)
        {
            sink.Ended(LogOutcome.Failed, EndOf.Tool, number);
        }

        sink.Add(new Draft
        {
            Tool = Name,
            Category = name == "YN0035" ? FindingCategory.Infrastructure : FindingCategory.Dependency,
            Code = name,
            Message = Generic.BoxText.TrimStart(message).Decode(),
            LogLine = number,
            Role = ended ? Role.Summary : Role.Failure,
        });
        return LineUse.Take;
    }

    private void AddSummary(ReadOnlySpan<byte> body, long number, IFindingSink sink)
    {
        _ = _script;
        sink.Add(new Draft { Tool = Name, Category = FindingCategory.Generic, Message = body.Decode(), LogLine = number, Role = Role.Summary });
    }

    private void Flush(IFindingSink sink)
    {
        if (_pending is not null)
        {
            sink.Add(_pending);
            _pending = null;
        }
    }
}
