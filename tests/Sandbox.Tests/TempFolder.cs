namespace BackgroundAgent.Sandbox.Tests;

internal sealed class TempFolder(string parent = "/tmp") : IDisposable
{
    public string Path { get; } = Directory.CreateDirectory(System.IO.Path.Combine(parent, $"sandbox-test-{Guid.NewGuid():N}")).FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);

    /// <summary>Waits for a condition of another process, which gives no event.</summary>
    public static async Task UntilAsync(Func<bool> condition, string what)
    {
        for (var tries = 0; tries < 500; tries++)
        {
            if (condition())
            {
                return;
            }

            await Task.Delay(10);
        }

        Assert.Fail($"Waited 5 s in vain until {what}.");
    }

    public static bool IsAlive(int process)
    {
        // A zombie is not alive; it waits for the machine's init to be collected.
        var status = $"/proc/{process}/stat";
        try
        {
            return System.IO.File.Exists(status) && !System.IO.File.ReadAllText(status).Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
