namespace BackgroundAgent.EndToEnd.Tests;

/// <summary>
/// A file that does not exist until the gate is opened; a shell command waits for it. It is in /var/tmp because isolated programs have a /tmp
/// of their own, and the tests themselves may well run from a clone below /tmp.
/// </summary>
internal sealed class Gate : IDisposable
{
    public string Path { get; } = $"/var/tmp/bgagent-gate-{Guid.NewGuid():n}";

    public void Open() => File.WriteAllText(Path, "");

    public void Dispose() => File.Delete(Path);
}
