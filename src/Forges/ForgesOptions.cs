using System.ComponentModel.DataAnnotations;

namespace BackgroundAgent.Forges;

/// <summary>Settings of git, the artifact store and the local forge on this host.</summary>
public sealed class ForgesOptions
{
    /// <summary>Absolute path of the folder that holds mirrors, work trees, artifacts and the local forge's records. Made when missing.</summary>
    [Required]
    public string DataDirectory { get; set; } = "";

    /// <summary>Author and committer of the task's commits. Default: BackgroundAgent.</summary>
    [Required]
    public string CommitterName { get; set; } = "BackgroundAgent";

    /// <summary>Default: bgagent@localhost.</summary>
    [Required]
    public string CommitterEmail { get; set; } = "bgagent@localhost";

    /// <summary>Longest single conversation with a remote repository. Default 15 minutes; 1 second to 6 hours.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "06:00:00")]
    public TimeSpan RemoteTimeout { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long to wait for another task or process that holds a mirror. Default 20 minutes; 1 second to 6 hours.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "06:00:00")]
    public TimeSpan LockTimeout { get; set; } = TimeSpan.FromMinutes(20);
}
