using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tools.PythonLint;

/// <summary>Linters and type checkers of Python: flake8 and its kin, Ruff, pylint, mypy, pyright, black.</summary>
internal sealed class PythonLintTool : IToolParser
{
    public const string Name = "python-lint";

    private static readonly LinePattern Mypy = new("{file}:{line}: {sev}: {msg}");
    private static readonly LinePattern MypyColumn = new("{file}:{line}:{col}: {sev}: {msg}");
    private static readonly LinePattern Pyright = new("{file}:{line}:{col} - {sev}: {msg}");
    private static readonly LinePattern Coded = new("{file}:{line}:{col}: {code} {msg}");
    private static readonly LinePattern CodedColon = new("{file}:{line}:{col}: {code}: {msg}");
    private static readonly LinePattern CodedNoColumn = new("{file}:{line}: [{code}] {msg}");
    private static readonly LinePattern RuffPlace = new("--> {file}:{line}:{col}");

    private Draft? _ruff;

    public static Tool Definition { get; } = new(
        Name, [".py:0", ".pyi:0", ".ipynb:0", "would reformat ", "^f000 ", "^e000 ", "^w000 ", "--> "], () => new PythonLintTool());

    public LineUse Read(in LogLine line, IFindingSink sink)
    {
        var text = line.Text;
        if (_ruff is not null)
        {
            var open = _ruff;
            _ruff = null;
            if (RuffPlace.TryMatch(text, out var place))
            {
                sink.Add(open.With(place));
                return LineUse.Take;
            }
        }

        if (text.TryAfter("would reformat "u8, out var file) && PathText.LooksLikePath(file))
        {
            sink.Add(new Draft { Tool = "black", Category = FindingCategory.Lint, LogLine = line.Number, File = file.Decode(), Message = "would reformat" });
            return LineUse.Take;
        }

        var forms = FormsIn(text);
        if (forms != Forms.None && (TryTyped(line, text, forms, sink) || TryCoded(line, text, forms, sink)))
        {
            return LineUse.Take;
        }

        return TryRuffHead(line, text) ? LineUse.TakeAndWait : LineUse.Pass;
    }

    /// <summary>What stands behind the places of a line, <c>:12:</c>; told before a template is tried, since programs log with the place of their own source.</summary>
    private static Forms FormsIn(ReadOnlySpan<byte> text)
    {
        var forms = Forms.None;
        while (text.IndexOf((byte)':') is var at and >= 0)
        {
            text = text[(at + 1)..];
            var rest = text;
            if (!rest.TryTakeInt(out _) || !rest.StartsWith(":"u8))
            {
                continue;
            }

            rest = rest[1..];
            var blanks = rest.CountLeadingBlanks();
            forms |= blanks == 0 ? (!rest.IsEmpty && ByteText.IsDigit(rest[0]) ? Forms.Column : Forms.None)
                : rest[blanks..].StartsWith("["u8) ? Forms.Bracket
                : SeverityWord.LengthAt(rest[blanks..]) > 0 ? Forms.Severity : Forms.None;
        }

        return forms;
    }

    private static bool TryTyped(in LogLine line, ReadOnlySpan<byte> text, Forms forms, IFindingSink sink)
    {
        var match = default(PatternMatch);
        var column = forms.HasFlag(Forms.Column);
        var pyright = column && Pyright.TryMatch(text, out match);
        if ((!pyright && !(column && MypyColumn.TryMatch(text, out match)) && !(forms.HasFlag(Forms.Severity) && Mypy.TryMatch(text, out match))) || !IsPython(match.File))
        {
            return false;
        }

        var draft = new Draft { Tool = pyright ? "pyright" : "mypy", Category = FindingCategory.Lint, LogLine = line.Number }.With(match);
        var (open, close) = pyright ? ('(', ')') : ('[', ']');
        var at = draft.Message.LastIndexOf(open);
        if (at > 0 && draft.Message.EndsWith(close) && !draft.Message[at..].Contains(' ', StringComparison.Ordinal))
        {
            (draft.Code, draft.Message) = (draft.Message[(at + 1)..^1], draft.Message[..at].TrimEnd());
        }

        sink.Add(draft);
        return true;
    }

    private static bool TryCoded(in LogLine line, ReadOnlySpan<byte> text, Forms forms, IFindingSink sink)
    {
        var match = default(PatternMatch);
        var column = forms.HasFlag(Forms.Column);
        if (!(column && CodedColon.TryMatch(text, out match) && IsCode(match.Code)) && !(column && Coded.TryMatch(text, out match) && IsCode(match.Code))
            && !(forms.HasFlag(Forms.Bracket) && CodedNoColumn.TryMatch(text, out match) && IsCode(match.Code.TryCut("("u8, out var head, out _) ? head : match.Code)))
        {
            return false;
        }

        if (!IsPython(match.File))
        {
            return false;
        }

        var draft = new Draft { Tool = ToolOf(match), Category = FindingCategory.Lint, LogLine = line.Number }.With(match);
        draft.Code = draft.Code!.Split('(')[0];
        if (draft.Tool == "pylint")
        {
            draft.Severity = draft.Code[0] is 'E' or 'F' ? FindingSeverity.Error : FindingSeverity.Warning;
        }

        draft.Message = draft.Message.StartsWith("[*] ", StringComparison.Ordinal) ? draft.Message[4..] : draft.Message;
        sink.Add(draft);
        return true;
    }

    private bool TryRuffHead(in LogLine line, ReadOnlySpan<byte> text)
    {
        if (line.Indent > 0 || !text.TryCut(" "u8, out var code, out var message) || !IsCode(code) || message.IsEmpty)
        {
            return false;
        }

        message = message.TryAfter("[*] "u8, out var fixable) ? fixable : message;
        _ruff = new Draft { Tool = "ruff", Category = FindingCategory.Lint, LogLine = line.Number, Code = code.Decode(20), Message = message.Decode() };
        return true;
    }

    private static bool IsPython(ReadOnlySpan<byte> file)
        => (file.EndsWith(".py"u8) || file.EndsWith(".pyi"u8) || file.EndsWith(".ipynb"u8)) && PathText.LooksLikePath(file) && file.IndexOfAny("()[],;="u8) < 0;

    // One to four capitals and one to five digits: E501, PLR2004, C0114.
    private static bool IsCode(ReadOnlySpan<byte> text)
    {
        var letters = 0;
        while (letters < text.Length && text[letters] is >= (byte)'A' and <= (byte)'Z')
        {
            letters++;
        }

        return letters is >= 1 and <= 4 && text.Length - letters is >= 1 and <= 5 && text[letters..].IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
    }

    private static string ToolOf(in PatternMatch match)
    {
        var code = match.Code;
        var digits = code.Length - code.IndexOfAnyInRange((byte)'0', (byte)'9');
        return digits == 4 && code[0] is (byte)'C' or (byte)'R' or (byte)'W' or (byte)'E' or (byte)'F' or (byte)'I' && code.Length == 5 ? "pylint"
            : match.Message.StartsWith("[*] "u8) ? "ruff" : "flake8";
    }

    [Flags]
    private enum Forms
    {
        None = 0,

        /// <summary><c>:12:3</c>.</summary>
        Column = 1,

        /// <summary><c>:12: error</c>.</summary>
        Severity = 2,

        /// <summary><c>:12: [E0602</c>.</summary>
        Bracket = 4,
    }
}
