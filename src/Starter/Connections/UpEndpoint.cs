namespace BackgroundAgent.Starter.Connections;

internal static class UpEndpoint
{
    public static (string Address, string Namespace)? Find(string dataDirectory) => null;
}
