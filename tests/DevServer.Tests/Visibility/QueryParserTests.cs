using BackgroundAgent.DevServer.Visibility;

namespace BackgroundAgent.DevServer.Tests.Visibility;

public sealed class QueryParserTests
{
    [Fact]
    public void Parse_AndBindsCloserThanOr()
    {
        var or = Assert.IsType<OrCondition>(QueryParser.Parse("A = 1 OR B = 2 AND NOT C = 3").Where);
        var and = Assert.IsType<AndCondition>(or.Right);
        Assert.IsType<NotCondition>(and.Right);
        Assert.Equal(["A", "B", "C"], or.Fields);
    }

    [Theory]
    [InlineData("A = 'it''s'", "it's")]
    [InlineData("A = \"two words\"", "two words")]
    [InlineData("A = 'back\\'slash'", "back'slash")]
    public void Parse_QuotedText_IsUnquoted(string query, string expected) =>
        Assert.Equal(expected, Assert.IsType<CompareCondition>(QueryParser.Parse(query).Where).Value);

    [Fact]
    public void Parse_InBetweenNullStartsWithGroup_AllUnderstood()
    {
        Assert.Equal(2, Assert.IsType<InCondition>(QueryParser.Parse("A IN ('x', 'y')").Where).Values.Count);
        Assert.True(Assert.IsType<BetweenCondition>(QueryParser.Parse("A NOT BETWEEN 1 AND 2.5").Where).Not);
        Assert.True(Assert.IsType<NullCondition>(QueryParser.Parse("`A b` IS NOT NULL").Where).Not);
        Assert.Equal(Comparison.StartsWith, Assert.IsType<CompareCondition>(QueryParser.Parse("A STARTS_WITH 'p'").Where).Comparison);
        Assert.Equal("ExecutionStatus", QueryParser.Parse("GROUP BY ExecutionStatus").Group);
        Assert.Null(QueryParser.Parse("").Where);
    }

    [Theory]
    [InlineData("A =")]
    [InlineData("A = unquoted")]
    [InlineData("= 1")]
    [InlineData("(A = 1")]
    [InlineData("A = 'open")]
    [InlineData("A ~ 1")]
    [InlineData("A = 1 ORDER BY A")]
    [InlineData("A LIKE 'x%'")]
    [InlineData("GROUP BY A, B")]
    public void Parse_Malformed_IsRefused(string query) => Assert.Throws<QueryException>(() => QueryParser.Parse(query));
}
