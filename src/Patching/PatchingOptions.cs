namespace BackgroundAgent.Patching;

/// <summary>Limits of patchers on this host. A task's runtime budget bounds each of them too.</summary>
public sealed record PatchingOptions
{
    /// <summary>One run of an external agent. 1 s to 24 h; default 1 h.</summary>
    public TimeSpan AgentLimit { get; set; } = TimeSpan.FromHours(1);

    /// <summary>One program of a deterministic patcher: a restore, an install, a playbook's command. 1 s to 24 h; default 15 min.</summary>
    public TimeSpan ToolLimit { get; set; } = TimeSpan.FromMinutes(15);
}
