using BackgroundAgent.Diagnosis.Engine;

namespace BackgroundAgent.Diagnosis.Tools.Families;

/// <summary>Tools of: Rust. Cargo's known phrases come before the compiler, which waits for a place.</summary>
internal static class RustTools
{
    public static IReadOnlyList<Tool> All { get; } =
    [
        Cargo.CargoTool.Definition,
        RustTest.RustTestTool.Definition,
        Rustc.RustcTool.Definition,
    ];
}
