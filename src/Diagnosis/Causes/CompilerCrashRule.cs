using BackgroundAgent.Contracts.Findings;

namespace BackgroundAgent.Diagnosis.Causes;

/// <summary>The compiler itself broke down. That says little about the change: the same input mostly passes when it is tried again on a clean machine.</summary>
internal sealed class CompilerCrashRule : ICauseRule
{
    public string Id => "compiler-crash";

    public IReadOnlyList<string> Phrases { get; } =
    [
        "the compiler unexpectedly panicked",
        "error: internal compiler error",
        ": internal compiler error: ",
        "please submit a full bug report",
        "please submit a bug report to https://github.com/llvm",
        "fatal error c1001",
        "a fatal error has been detected by the java runtime environment",
        "fatal error. internal clr error",
    ];

    public CauseOpinion? Judge(CauseFacts facts) => facts.Evidence.Count > 0 && !facts.Errors.Any(f => f.Category == FindingCategory.Compile && f.File is not null)
        ? new(Cause.Flaky, 0.5, facts.Evidence)
        : null;
}
