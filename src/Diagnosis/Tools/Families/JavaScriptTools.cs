using BackgroundAgent.Diagnosis.Engine;

namespace BackgroundAgent.Diagnosis.Tools.Families;

/// <summary>Tools of JavaScript and TypeScript.</summary>
internal static class JavaScriptTools
{
    public static IReadOnlyList<Tool> All { get; } =
    [
        // Vitest and Playwright mark more about a failed test than Jest, Mocha and Jasmine, whose marks they share.
        Vitest.VitestTool.Definition,
        Playwright.PlaywrightTool.Definition,
        Jest.JestTool.Definition,
        Mocha.MochaTool.Definition,
        Ava.AvaTool.Definition,
        Jasmine.JasmineTool.Definition,
        Tap.TapTool.Definition,
        Eslint.EslintTool.Definition,
        Prettier.PrettierTool.Definition,
        Npm.NpmTool.Definition,
        Webpack.WebpackTool.Definition,
    ];
}
