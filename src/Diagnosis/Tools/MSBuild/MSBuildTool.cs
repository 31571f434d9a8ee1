using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tools.MSBuild;

/// <summary>MSBuild and every compiler that speaks its canonical error format: C#, F#, Visual Basic, NuGet, MSVC, the linker.</summary>
internal sealed class MSBuildTool : IToolParser
{
    public const string Name = "msbuild";

    private Draft? _last;
    private long _lastLine;

    public static Tool Definition { get; } = new(
        Name,
        [": error ", ": warning ", "^error ", "^warning ", ": fatal error ", " error :", " warning :", ":error ", ":warning ", "command line warning ", "command line error ", "^build failed.", "^build succeeded", "^build failed with", "^    0 error(s)"],
        () => new MSBuildTool());

    public LineUse Read(in LogLine line, IFindingSink sink)
    {
        if (CanonicalError.TryParse(line.Body, out var error))
        {
            var draft = ToDraft(error, line.Number);

            // NuGet tells one problem in several lines, each with the code; those behind the first are indented.
            var goesOn = _last is { } last && last.Code == draft.Code && line.Number == _lastLine + 1 && draft.Category == FindingCategory.Dependency
                && line.Body.Has(":   "u8);
            _lastLine = line.Number;
            if (goesOn)
            {
                _last!.Message += "\n" + draft.Message;
                return LineUse.Take;
            }

            _last = draft;
            sink.Add(draft);
            return LineUse.Take;
        }

        var body = line.Body;
        if (body.StartsWith("Build FAILED."u8) || body.StartsWith("Build failed with "u8))
        {
            sink.Ended(LogOutcome.Failed, EndOf.Tool, line.Number);
            return LineUse.Take;
        }

        if (body.StartsWith("Build succeeded"u8))
        {
            sink.Ended(LogOutcome.Passed, EndOf.Tool, line.Number);
            return LineUse.Take;
        }

        return LineUse.Pass;
    }

    private static Draft ToDraft(in CanonicalError error, long logLine)
    {
        var code = error.Code.Decode(100);
        return new Draft
        {
            Tool = Name,
            Category = CategoryOf(code),
            Severity = error.IsWarning ? FindingSeverity.Warning : FindingSeverity.Error,
            Code = code.Length > 0 ? code : null,
            File = !error.File.IsEmpty ? error.File.Decode() : error.Project.IsEmpty ? null : error.Project.Decode(),
            Line = error.Line,
            Column = error.Column,
            EndLine = error.EndLine,
            EndColumn = error.EndColumn,
            Message = error.Message.Decode(DiagnosisLimits.MaxMessageBytes),
            LogLine = logLine,

            // A task that ran a program only repeats its exit code; what the program printed is the cause.
            Role = code is "MSB3073" or "MSB3721" or "MSB6006" or "MSB4181" ? Role.Summary : Role.Failure,
        };
    }

    private static FindingCategory CategoryOf(string code)
    {
        if ((code.StartsWith("NU", StringComparison.Ordinal) && code.Length > 2 && char.IsAsciiDigit(code[2])) || code.StartsWith("NUGET", StringComparison.OrdinalIgnoreCase))
        {
            return FindingCategory.Dependency;
        }

        if (code.StartsWith("NETSDK", StringComparison.Ordinal) || code.StartsWith("MSB1", StringComparison.Ordinal) || code.StartsWith("MSB4", StringComparison.Ordinal))
        {
            return FindingCategory.Configuration;
        }

        return IsAnalyzer(code) ? FindingCategory.Lint : FindingCategory.Compile;
    }

    private static bool IsAnalyzer(string code)
        => Array.Exists(["CA", "IDE", "SA", "SX", "RCS", "S1", "S2", "S3", "xUnit", "NUnit", "MSTEST", "RS", "VSTHRD", "MA0", "WHITESPACE", "IMPORTS", "CHARSET", "ENDOFLINE", "FINALNEWLINE"], p => code.StartsWith(p, StringComparison.Ordinal));
}
