using System.Text.RegularExpressions;
using System.Xml.Linq;
using BackgroundAgent.Architecture.Tests.Reading;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace BackgroundAgent.Architecture.Tests;

/// <summary>Whoever silences a warning says why.</summary>
public sealed partial class SuppressionTests
{
    [Fact]
    public void Pragmas_All_CarryAReason()
        => Violations.AssertNone(
            "A pragma has no comment on its line or the line above:",
            from file in SourceFile.All
            from pair in file.Text.Split('\n').Index()
            where pair.Item.TrimStart().StartsWith("#pragma warning disable", StringComparison.Ordinal)
            where !pair.Item.Contains("//", StringComparison.Ordinal) && !LineAbove(file, pair.Index).StartsWith("//", StringComparison.Ordinal)
            select $"{file.Path}:{pair.Index + 1}");

    [Fact]
    public void SuppressMessages_All_CarryAJustification()
        => Violations.AssertNone(
            "A SuppressMessage has no justification:",
            from file in SourceFile.All
            from attribute in file.Syntax.DescendantNodes().OfType<AttributeSyntax>()
            where attribute.Name.ToString().EndsWith("SuppressMessage", StringComparison.Ordinal)
            where !Justification().IsMatch(attribute.ToString())
            select file.Where(attribute));

    [Fact]
    public void NoWarn_InProjects_CarriesAComment()
        => Violations.AssertNone(
            "A NoWarn has no comment above it:",
            from project in ProjectFile.All
            from element in project.Xml.Descendants("NoWarn")
            where element.NodesBeforeSelf().OfType<XComment>().LastOrDefault() is null
            select project.Path);

    [Fact]
    public void SkippedTests_All_CarryAReason()
        => Violations.AssertNone(
            "A test is skipped with an empty reason:",
            from file in SourceFile.All
            from argument in file.Syntax.DescendantNodes().OfType<AttributeArgumentSyntax>()
            where argument.NameEquals?.Name.Identifier.Text == "Skip" && argument.Expression is LiteralExpressionSyntax
            where argument.Expression.ToString().Length < 12
            select file.Where(argument));

    private static string LineAbove(SourceFile file, int index)
        => index == 0 ? "" : file.Text.Split('\n')[index - 1].Trim();

    [GeneratedRegex("Justification\\s*=\\s*\"[^\"]{8,}\"")]
    private static partial Regex Justification();
}
