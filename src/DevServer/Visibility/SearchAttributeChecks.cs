using BackgroundAgent.DevServer.Namespaces;

namespace BackgroundAgent.DevServer.Visibility;

/// <summary>Whether search attributes may be set as given.</summary>
internal static class SearchAttributeChecks
{
    private const int MaxCount = 100;
    private const int MaxValueBytes = 2 * 1024;
    private const int MaxTotalBytes = 40 * 1024;

    /// <summary>What is wrong, or null.</summary>
    public static string? Fault(NamespaceRecord @namespace, SearchAttributes? attributes)
    {
        if (attributes is null)
        {
            return null;
        }

        if (attributes.IndexedFields.Count > MaxCount)
        {
            return $"number of search attributes {attributes.IndexedFields.Count} exceeds limit {MaxCount}";
        }

        var total = 0;
        foreach (var (name, value) in attributes.IndexedFields)
        {
            total += name.Length + value.Data.Length;
            if (Fault(@namespace, name, value) is { } fault)
            {
                return fault;
            }
        }

        return total > MaxTotalBytes ? $"total size of search attributes exceeds size limit {MaxTotalBytes}" : null;
    }

    /// <summary>Gives each value the type its attribute has, as the server does on the way in.</summary>
    public static void AddTypes(NamespaceRecord @namespace, SearchAttributes? attributes)
    {
        foreach (var (name, value) in attributes?.IndexedFields ?? [])
        {
            if (TypeOf(@namespace, name) is { } type)
            {
                value.Metadata["type"] = ByteString.CopyFromUtf8(type.ToString());
            }
        }
    }

    public static IndexedValueType? TypeOf(NamespaceRecord @namespace, string name) =>
        SystemAttributes.TypeOf(name) ?? (@namespace.SearchAttributes.TryGetValue(name, out var type) ? type : null);

    private static string? Fault(NamespaceRecord @namespace, string name, Payload value)
    {
        if (SystemAttributes.System.ContainsKey(name))
        {
            return $"{name} attribute can't be set in SearchAttributes";
        }

        if (TypeOf(@namespace, name) is not { } type)
        {
            return $"Namespace {@namespace.Name} has no mapping defined for search attribute {name}";
        }

        if (value.Data.Length > MaxValueBytes)
        {
            return $"search attribute {name} value size {value.Data.Length} exceeds size limit {MaxValueBytes}";
        }

        return AttributeValue.TryDecode(value, type, out _)
            ? null
            : $"invalid value for search attribute {name} of type {type}: {value.Data.ToStringUtf8()}";
    }
}
