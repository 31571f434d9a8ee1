using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tools.Prettier;

/// <summary><c>prettier --check</c>: a marked file a line, then a summary. Files are findings only once the summary comes, for the marks alone are anybody's.</summary>
internal sealed class PrettierTool : IToolParser
{
    public const string Name = "prettier";

    private const int MaxFiles = 500;

    private static readonly LinePattern SyntaxError = new("[error] {file}: {code}: {msg} ({line}:{col})");

    private readonly List<Candidate> _files = [];

    public static Tool Definition { get; } = new(Name, ["^[warn] ", "^[error] ", "^checking formatting"], () => new PrettierTool());

    public LineUse Read(in LogLine line, IFindingSink sink)
    {
        var body = line.Body;
        if (body.StartsWith("Checking formatting"u8))
        {
            _files.Clear();
            return LineUse.Take;
        }

        if (SyntaxError.TryMatch(body, out var match) && match.Code.EndsWith("Error"u8))
        {
            sink.Add(new Draft { Tool = Name, Category = FindingCategory.Compile, LogLine = line.Number }.With(match));
            return LineUse.Take;
        }

        if (!body.TryAfter("[warn] "u8, out var text))
        {
            return LineUse.Pass;
        }

        if (text.StartsWith("Code style issues found"u8) || text.StartsWith("Code style issues fixed"u8) || text.StartsWith("Forgot to run Prettier"u8))
        {
            foreach (var (file, number) in _files)
            {
                sink.Add(new Draft { Tool = Name, Category = FindingCategory.Lint, File = file, Message = "The file is not formatted.", LogLine = number });
            }

            sink.Ended(LogOutcome.Failed, EndOf.Tool, line.Number);
            _files.Clear();
            return LineUse.Take;
        }

        if (_files.Count < MaxFiles && PathText.LooksLikePath(text) && text.IndexOf((byte)'.') >= 0 && !text.Has(": "u8))
        {
            _files.Add(new(text.Decode(), line.Number));
            return LineUse.Take;
        }

        return LineUse.Pass;
    }

    private sealed record Candidate(string File, long Line);
}
