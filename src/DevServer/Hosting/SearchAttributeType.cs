namespace BackgroundAgent.DevServer.Hosting;

/// <summary>Types of search attributes as the command line writes them.</summary>
internal static class SearchAttributeType
{
    public static IndexedValueType Parse(string text) =>
        System.Enum.GetValues<IndexedValueType>().FirstOrDefault(t => t.ToString().Equals(text, StringComparison.OrdinalIgnoreCase)) is var type &&
        type != IndexedValueType.Unspecified
            ? type
            : throw new ArgumentException($"search attribute type {text} is not one of Keyword, KeywordList, Text, Int, Double, Bool, Datetime");
}
