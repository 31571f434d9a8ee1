using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tools.Gcc;

/// <summary>GCC, Clang and compilers that speak like them, the driver, the assembler and GNU, gold, LLVM and Apple linkers.</summary>
internal sealed class GccTool : IToolParser
{
    public const string Name = "gcc";

    private static readonly LinePattern[] Places =
    [
        new("{file}:{line}:{col}: {sev}: {msg}"),
        new("{file}:{line}: {sev}: {msg}"),
        new("{file}:({any}): {msg}"),
        new("{file}: {sev}: {msg}"),
    ];

    /// <summary>Lines between the caller of an inlined function and the error in it.</summary>
    private const int MaxInlined = 4;

    // The last of several is the outermost caller; a comma or a colon follows.
    private static readonly LinePattern Inlined = new("inlined from {any} at {file}:{line}:{col}{any}");
    private static readonly LinePattern InlinedNoColumn = new("inlined from {any} at {file}:{line}{any}");

    private static readonly LinePattern LinkerPlace = new("{file}:{line}: {msg}");

    private static readonly string[] Sources = [".c", ".h", ".cc", ".cpp", ".cxx", ".hpp", ".hh", ".hxx", ".c++", ".m", ".mm", ".S", ".s", ".cu", ".inc", ".ipp", ".tcc", ".f90", ".o", ".a", ".so"];

    private CodePlace? _inlinedFrom;
    private long _inlinedAt;

    public static Tool Definition { get; } = new(
        Name,
        ["^inlined from ", ": error: ", ": fatal error: ", ": warning: ", "undefined reference to", "cannot find -l", "/ld: ", "/ld.exe: ", "^ld: ", "^collect0: ", "^collect2: ", "ld.lld: ", "multiple definition of",
            "linker command failed", "undefined symbols for architecture"],
        () => new GccTool());

    public LineUse Read(in LogLine line, IFindingSink sink)
    {
        var body = Generic.DiagnosticLine.WithoutTask(line.Body);
        if (body.StartsWith("collect2: "u8) || body.Has("linker command failed"u8))
        {
            sink.Add(new Draft { Tool = Name, Category = FindingCategory.Compile, LogLine = line.Number, Message = body.Decode(), Role = Role.Summary });
            sink.Ended(LogOutcome.Failed, EndOf.Tool, line.Number);
            return LineUse.Take;
        }

        return TryInlined(line, body) || TryLinker(line, body, sink) || TryCompiler(line, body, sink) ? LineUse.Take : LineUse.Pass;
    }

    private bool TryCompiler(in LogLine line, ReadOnlySpan<byte> body, IFindingSink sink)
    {
        if (!LinePattern.TryMatchAny(Places, body, out var match) || match.Severity.IsEmpty || !PathText.LooksLikePath(match.File))
        {
            return false;
        }

        // Without a line only the compiler itself speaks: "cc1plus: fatal error: …", "clang: error: …".
        if (match.Line is null ? !IsDriver(match.File) : !IsSource(match.File))
        {
            return false;
        }

        // Old versions explain their first "undeclared" in two lines of the same form.
        if (match.Message.StartsWith("(Each undeclared identifier is reported"u8) || match.Message.SequenceEqual("for each function it appears in.)"u8))
        {
            return true;
        }

        var draft = ToDraft(line, match);
        sink.Add(draft);
        if (_inlinedFrom is { } user && line.Number - _inlinedAt <= MaxInlined && draft.File != user.File)
        {
            sink.Add(At(draft, user));
        }

        _inlinedFrom = null;
        return true;
    }

    private static Draft ToDraft(in LogLine line, in PatternMatch match)
    {
        var draft = new Draft { Tool = Name, Category = FindingCategory.Compile, LogLine = line.Number }.With(match);
        draft.File = match.Line is null ? null : draft.File;
        if (Generic.CodeText.AtTail(match.Message) is { } code && draft.Message.EndsWith(']'))
        {
            draft.Code = code;
            draft.Message = draft.Message[..draft.Message.LastIndexOf(" [", StringComparison.Ordinal)].TrimEnd();
        }
        else if (match.Message.TryCut(" "u8, out var head, out _) && Generic.CodeText.IsNumbered(head))
        {
            draft.Code = head.Decode();
        }

        return draft;
    }

    /// <summary>What is wrong within a header of the system is the fault of whoever calls it.</summary>
    private static Draft At(Draft draft, CodePlace user) => new()
    {
        Tool = Name,
        Category = draft.Category,
        Severity = draft.Severity,
        Code = draft.Code,
        File = user.File,
        Line = user.Line,
        Column = user.Column,
        Message = draft.Message,
        LogLine = draft.LogLine,
    };

    private bool TryInlined(in LogLine line, ReadOnlySpan<byte> body)
    {
        if (!Inlined.TryMatch(body, out var match) && !InlinedNoColumn.TryMatch(body, out match))
        {
            return false;
        }

        (_inlinedFrom, _inlinedAt) = (new CodePlace(match.File.Decode(), match.Line, match.Column), line.Number);
        return true;
    }

    private static bool TryLinker(in LogLine line, ReadOnlySpan<byte> body, IFindingSink sink)
    {
        var text = body;
        var named = StripLinker(ref text);
        var what = text.Has("undefined reference to"u8) || text.Has("multiple definition of"u8) || text.Has("cannot find -l"u8) || text.Has("undefined symbol: "u8) || text.Has("file format not recognized"u8);
        if (!what && !(named && LinkerPlace.TryMatch(text, out _)))
        {
            return false;
        }

        var draft = new Draft { Tool = "ld", Category = FindingCategory.Compile, LogLine = line.Number, Message = text.Decode() };
        if (LinkerPlace.TryMatch(text, out var match) || Places[2].TryMatch(text, out match))
        {
            draft.With(match);
        }
        else if (text.TryCut(": undefined reference to"u8, out var file, out _) && PathText.IsSurelyPath(file))
        {
            (draft.File, draft.Message) = (file.Decode(), text[(file.Length + 2)..].Decode());
        }

        sink.Add(draft);
        return true;
    }

    // "/usr/bin/ld: ", "x86_64-w64-mingw32/bin/ld.exe: ", "ld.lld: error: ".
    private static bool StripLinker(ref ReadOnlySpan<byte> text)
    {
        var at = text.IndexOf(": "u8);
        if (at <= 0)
        {
            return false;
        }

        var name = text[..at];
        name = name[(name.LastIndexOfAny((byte)'/', (byte)'\\') + 1)..];
        name = name.EndsWith(".exe"u8) ? name[..^4] : name;
        if (!(name.SequenceEqual("ld"u8) || name.EndsWith("-ld"u8) || name.StartsWith("ld."u8) || name.SequenceEqual("gold"u8)))
        {
            return false;
        }

        text = text[(at + 2)..];
        text = text.TryAfter("error: "u8, out var rest) ? rest : text;
        return true;
    }

    private static bool IsDriver(ReadOnlySpan<byte> file)
    {
        var name = file[(file.LastIndexOfAny((byte)'/', (byte)'\\') + 1)..];
        name = name.EndsWith(".exe"u8) ? name[..^4] : name;
        return name.StartsWith("cc1"u8) || name.EndsWith("gcc"u8) || name.EndsWith("g++"u8) || name.StartsWith("clang"u8) || name.SequenceEqual("c++"u8) || name.SequenceEqual("cc"u8) || name.StartsWith("f951"u8);
    }

    private static bool IsSource(ReadOnlySpan<byte> file)
    {
        var name = file[(file.LastIndexOfAny((byte)'/', (byte)'\\') + 1)..];
        var dot = name.LastIndexOf((byte)'.');
        if (dot < 0)
        {
            return false;
        }

        var extension = name[dot..].Decode(10);
        return Array.Exists(Sources, s => string.Equals(s, extension, StringComparison.OrdinalIgnoreCase));
    }
}
