using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace BackgroundAgent.Architecture.Tests.Reading;

/// <summary>One C# file of ours, parsed.</summary>
/// <param name="Path">Relative to the repository, forward slashes.</param>
internal sealed record SourceFile(string Path, string Text)
{
    private static readonly string[] NotOurs = ["/bin/", "/obj/", "/Fixtures/", "/Corpus/"];

    private SyntaxNode? _syntax;

    public SyntaxNode Syntax => _syntax ??= CSharpSyntaxTree.ParseText(Text, path: Path).GetRoot();

    public int Lines => Text.AsSpan().Count('\n');

    public static IReadOnlyList<SourceFile> Product { get; } = [.. Under("src")];

    public static IReadOnlyList<SourceFile> All { get; } = [.. Product, .. Under("tests"), .. Under("bench")];

    /// <summary>The 1-based line of a node, for messages an editor can jump to.</summary>
    public string Where(SyntaxNode node) => $"{Path}:{node.GetLocation().GetLineSpan().StartLinePosition.Line + 1}";

    private static IEnumerable<SourceFile> Under(string folder)
    {
        var start = Repository.At(folder);
        if (!Directory.Exists(start))
        {
            yield break;
        }

        foreach (var file in Directory.EnumerateFiles(start, "*.cs", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var path = System.IO.Path.GetRelativePath(Repository.Root, file).Replace('\\', '/');
            if (!NotOurs.Any(part => path.Contains(part, StringComparison.Ordinal)))
            {
                yield return new SourceFile(path, File.ReadAllText(file));
            }
        }
    }
}
