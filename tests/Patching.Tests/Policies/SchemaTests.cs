using System.Globalization;
using System.Text.Json.Nodes;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Contracts;
using BackgroundAgent.Patching.Policies;
using BackgroundAgent.Patching.Yaml;

namespace BackgroundAgent.Patching.Tests.Policies;

/// <summary>The shipped schema and the parser know the same keys, ranges, words and defaults.</summary>
public sealed class SchemaTests
{
    private static readonly JsonNode Schema = JsonNode.Parse(PolicyFile.Schema)!;

    [Fact]
    public void Schema_Keys_AreTheParsers()
    {
        var parser = new PolicyDraft(new YamlReader([]));

        Assert.Equal(parser.Keys().Keys.Order(), KeysOf(Schema));
        Assert.Equal(parser.BudgetKeys().Keys.Order(), KeysOf(Schema["properties"]!["budgets"]!));
        Assert.Equal(parser.CiKeys().Keys.Order(), KeysOf(Schema["properties"]!["ci"]!));
        Assert.Equal(parser.PullRequestKeys().Keys.Order(), KeysOf(Schema["properties"]!["pullRequest"]!));
    }

    public static TheoryData<string, string, int, int> Ranges()
    {
        var data = new TheoryData<string, string, int, int>();
        foreach (var (path, key, property) in Leaves().Where(leaf => (string?)leaf.Schema["type"] == "integer"))
        {
            data.Add(path, key, (int)property["minimum"]!, (int)property["maximum"]!);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Ranges))]
    public void Schema_Ranges_AreTheParsers(string path, string key, int min, int max)
    {
        Assert.True(Accepts(path, key, min));
        Assert.True(Accepts(path, key, max));
        Assert.False(Accepts(path, key, min - 1));
        Assert.False(Accepts(path, key, max + 1));
    }

    [Fact]
    public void Schema_Patchers_AreAllTypes()
        => Assert.Equal(
            Enum.GetValues<PatcherType>().Select(type => type.ToKebabCase()).Order(),
            Schema["properties"]!["patchers"]!["items"]!["enum"]!.AsArray().Select(word => (string)word!).Order());

    [Fact]
    public void Schema_Defaults_AreTheProducts()
    {
        var nothing = EffectivePolicy.Merge(null, null, MergeTests.Spec);
        foreach (var (path, key, property) in Leaves().Where(leaf => leaf.Schema["default"] is not null))
        {
            var value = property["default"]!;
            var text = path + key + ": " + (value.GetValueKind() == System.Text.Json.JsonValueKind.String ? (string)value! : value.ToJsonString());
            var said = PolicyFile.Parse(text);

            Assert.True(said.IsValid, said.ErrorText);
            Assert.Equal(EffectivePolicy.Hash(nothing), EffectivePolicy.Hash(EffectivePolicy.Merge(said.Overrides, null, MergeTests.Spec)));
        }
    }

    [Fact]
    public void Schema_Shipped_IsTheOneInDocs()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "BackgroundAgent.sln")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        Assert.Equal(File.ReadAllText(Path.Combine(folder, "docs", "bgagent.schema.json")), PolicyFile.Schema);
    }

    private static IEnumerable<(string Path, string Key, JsonNode Schema)> Leaves()
        => Properties(Schema, "")
            .Concat(Properties(Schema["properties"]!["budgets"]!, "budgets:\n  "))
            .Concat(Properties(Schema["properties"]!["ci"]!, "ci:\n  "));

    private static IEnumerable<(string, string, JsonNode)> Properties(JsonNode schema, string path)
        => schema["properties"]!.AsObject().Select(property => (path, property.Key, property.Value!));

    private static IEnumerable<string> KeysOf(JsonNode schema) => schema["properties"]!.AsObject().Select(property => property.Key).Order();

    private static bool Accepts(string path, string key, int value)
        => PolicyFile.Parse(string.Create(CultureInfo.InvariantCulture, $"{path}{key}: {value}")).IsValid;
}
