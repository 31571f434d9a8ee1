using BackgroundAgent.Contracts.Findings;

namespace BackgroundAgent.Patching.Tests;

internal static class Findings
{
    public static Finding Of(string message, string? file = null, int? line = null, string? code = null) => new()
    {
        Tool = "msbuild",
        Category = FindingCategory.Compile,
        Code = code,
        File = file,
        Line = line,
        Message = message,
        Fingerprint = "f",
    };
}
