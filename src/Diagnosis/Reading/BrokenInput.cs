using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;

namespace BackgroundAgent.Diagnosis.Reading;

/// <summary>The report of an input that could not be read.</summary>
internal static class BrokenInput
{
    public static DiagnosisReport Report(ReaderRegistry registry, string name, string kind, string message, string code = "malformed-report")
    {
        var gathered = Gathered.Empty(registry);
        gathered.Findings.Add(new Draft { Tool = kind, Category = FindingCategory.Generic, Code = code, Message = message, LogLine = 0 });
        return ReportAssembly.Assemble(name, kind, gathered, registry);
    }
}
