namespace BackgroundAgent.DevServer.Namespaces;

/// <summary>A namespace as it is stored: the protocol's own messages, and the types of its search attributes.</summary>
internal sealed class NamespaceRecord
{
    public NamespaceRecord(DescribeNamespaceResponse description) => Description = description;

    /// <summary>Replaced as a whole when something changes.</summary>
    public DescribeNamespaceResponse Description { get; set; }

    public string Name => Description.NamespaceInfo.Name;

    public string Id => Description.NamespaceInfo.Id;

    public TimeSpan Retention => Engine.ProtoTime.ToSpan(Description.Config.WorkflowExecutionRetentionTtl);

    public bool IsDeleted => Description.NamespaceInfo.State == NamespaceState.Deleted;

    /// <summary>Replaced as a whole when an attribute is added or removed.</summary>
    public IReadOnlyDictionary<string, IndexedValueType> SearchAttributes { get; set; } = new Dictionary<string, IndexedValueType>();

    public byte[] ToBytes()
    {
        // The attribute types travel in the data map under a prefix no user can set through the API.
        var stored = Description.Clone();
        foreach (var (name, type) in SearchAttributes)
        {
            stored.NamespaceInfo.Data[Prefix + name] = ((int)type).ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        return stored.ToByteArray();
    }

    public static NamespaceRecord FromBytes(byte[] bytes)
    {
        var stored = DescribeNamespaceResponse.Parser.ParseFrom(bytes);
        var attributes = new Dictionary<string, IndexedValueType>();
        foreach (var (key, value) in stored.NamespaceInfo.Data.Where(d => d.Key.StartsWith(Prefix, StringComparison.Ordinal)).ToList())
        {
            attributes[key[Prefix.Length..]] = (IndexedValueType)int.Parse(value, System.Globalization.CultureInfo.InvariantCulture);
            stored.NamespaceInfo.Data.Remove(key);
        }

        return new NamespaceRecord(stored) { SearchAttributes = attributes };
    }

    private const string Prefix = "\u0001search-attribute:";
}
