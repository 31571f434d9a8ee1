using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Engine;

/// <summary>Where parsers put what they find.</summary>
internal interface IFindingSink
{
    void Add(Draft draft);

    /// <summary>An earlier line of the log as <see cref="LogLine.Text"/> has it, of the last <see cref="LineHistory.Capacity"/>, cut to <see cref="LineHistory.MaxBytes"/>.</summary>
    bool TryLine(long number, out ReadOnlySpan<byte> text);

    /// <summary>Adds to the totals of the log; one call per test run (module, assembly, package).</summary>
    void AddTests(long? run, long? failed, long? skipped);

    /// <summary>Whether somebody asks for the names of tests that passed; else they need not be made.</summary>
    bool WantsPassed { get; }

    /// <summary>A test passed, by the name it would have were it failed.</summary>
    void AddPassed(string? test);

    /// <summary>Adds to the lines that the tests covered; one call per report.</summary>
    void AddCoverage(LineCoverage coverage);

    /// <summary>
    /// A tool said how it ended: "BUILD SUCCESS", "Tests failed". Of the tools' words any failure counts; of the job's the last.
    /// </summary>
    void Ended(LogOutcome outcome, EndOf scope, long logLine);
}

/// <summary>Who said how it ended.</summary>
internal enum EndOf : byte
{
    /// <summary>One tool of many that may have run.</summary>
    Tool,

    /// <summary>The command or step that the job consists of.</summary>
    Step,

    /// <summary>The CI service, about the job.</summary>
    Job,
}
