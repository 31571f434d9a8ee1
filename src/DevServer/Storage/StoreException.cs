namespace BackgroundAgent.DevServer.Storage;

/// <summary>The database file cannot be used; the message says why and that nothing was changed.</summary>
public sealed class StoreException : Exception
{
    public StoreException(string message)
        : base(message)
    {
    }

    public StoreException(string message, Exception inner)
        : base(message, inner)
    {
    }

    public StoreException()
    {
    }
}
