using System.Text.Json;

namespace BackgroundAgent.Forges.Git;

/// <summary>What is remembered of a work tree beside it. There is a record only while the work tree is whole.</summary>
internal sealed record WorkTreeRecord(string Url, string Branch, string BaseBranch, string BaseCommit)
{
    public static WorkTreeRecord? Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<WorkTreeRecord>(File.ReadAllText(file));
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
    }

    public void Write(string file) => Folders.WriteText(file, JsonSerializer.Serialize(this));
}
