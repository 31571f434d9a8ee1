using System.Text.RegularExpressions;
using BackgroundAgent.Architecture.Tests.Reading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace BackgroundAgent.Architecture.Tests;

/// <summary>Sizes and names.</summary>
public sealed partial class ShapeTests
{
    private const int LinesOfMedianFile = 80;
    private const int LinesOfLargestFile = 400;
    private const int LinesOfLargestMethod = 70;
    private const int ParametersOfMethod = 6;

    /// <summary>Names that end like a rag-bag but are somebody's term: git calls its programs for passwords credential helpers.</summary>
    private static readonly string[] TermsOfOthers = ["CredentialHelper"];

    [Fact]
    public void Files_Product_HaveASmallMedian()
    {
        var sizes = SourceFile.Product.Select(file => file.Lines).Order().ToList();
        Assert.True(sizes[sizes.Count / 2] < LinesOfMedianFile, $"The median file has {sizes[sizes.Count / 2]} lines; under {LinesOfMedianFile} is the rule.");
    }

    [Fact]
    public void Files_All_StayUnderTheLimit()
        => Violations.AssertNone(
            $"A file has more than {LinesOfLargestFile} lines:",
            SourceFile.All.Where(file => file.Lines > LinesOfLargestFile).Select(file => $"{file.Path}: {file.Lines}"));

    [Fact]
    public void Methods_All_StayUnderTheLimit()
        => Violations.AssertNone(
            $"A method has {LinesOfLargestMethod} lines or more:",
            from file in SourceFile.All
            from node in file.Syntax.DescendantNodes()
            where node is BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or AccessorDeclarationSyntax
            let lines = LinesOf(node)
            where lines >= LinesOfLargestMethod
            select $"{file.Where(node)}: {lines}");

    [Fact]
    public void Methods_Product_HaveFewParameters()
        => Violations.AssertNone(
            $"A method has more than {ParametersOfMethod} parameters; make it a record:",
            from file in SourceFile.Product
            from list in file.Syntax.DescendantNodes().OfType<ParameterListSyntax>()
            where list.Parameters.Count > ParametersOfMethod && list.Parent is not RecordDeclarationSyntax
            // Generated logging takes its placeholders as parameters; there is no record to make of them.
            where !(list.Parent is MethodDeclarationSyntax method && method.AttributeLists.ToString().Contains("LoggerMessage", StringComparison.Ordinal))
            select $"{file.Where(list)}: {list.Parameters.Count}");

    [Fact]
    public void Types_All_AvoidEmptyNames()
        => Violations.AssertNone(
            "A name says nothing about the role:",
            from file in SourceFile.All
            from type in file.Syntax.DescendantNodes().OfType<BaseTypeDeclarationSyntax>()
            where EmptyName().IsMatch(type.Identifier.Text) && !TermsOfOthers.Contains(type.Identifier.Text)
            select $"{file.Where(type)}: {type.Identifier.Text}");

    [Fact]
    public void Sources_All_HoldNoLeftovers()
        => Violations.AssertNone(
            "Something unfinished was left:",
            from file in SourceFile.All
            where !file.Path.StartsWith("tests/Architecture.Tests/", StringComparison.Ordinal)
            from Match match in Leftover().Matches(file.Text)
            select $"{file.Path}: {match.Value}");

    private static int LinesOf(SyntaxNode node)
    {
        // From the signature on: a doc comment or an attribute makes no method hard to read.
        var span = node.GetLocation().GetLineSpan();
        return span.EndLinePosition.Line - span.StartLinePosition.Line + 1;
    }

    [GeneratedRegex("(Helpers?|Utils?|Utility|Utilities|Manager|Base|Impl)$")]
    private static partial Regex EmptyName();

    [GeneratedRegex(@"\bnew NotImplementedException\b|//\s*(TODO|FIXME|HACK|XXX)\b")]
    private static partial Regex Leftover();
}
