namespace BackgroundAgent.DevServer.Namespaces;

/// <summary>Who this server is.</summary>
internal sealed record ServerIdentity(string StoreName)
{
    /// <summary>The version of the genuine server whose behaviour is served; clients decide by it what they may use.</summary>
    public const string Version = "1.31.2";

    /// <summary>The one cluster there is, as the genuine dev server names it.</summary>
    public const string ClusterName = "active";

    public string ClusterId { get; } = Guid.NewGuid().ToString();
}
