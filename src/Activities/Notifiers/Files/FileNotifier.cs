using BackgroundAgent.Contracts.Activities;

namespace BackgroundAgent.Activities.Notifiers.Files;

/// <summary>Appends one line of JSON per notification.</summary>
internal sealed class FileNotifier(string name, string path) : INotifier, IDisposable
{
    private readonly SemaphoreSlim oneAtATime = new(1);

    public string Name => name;

    public async Task SendAsync(TaskNotification notification, CancellationToken cancellationToken)
    {
        byte[] line = [.. NotificationJson.Write(notification), (byte)'\n'];
        await oneAtATime.WaitAsync(cancellationToken);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
            await file.WriteAsync(line, cancellationToken);
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    public void Dispose() => oneAtATime.Dispose();
}
