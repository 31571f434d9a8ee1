namespace BackgroundAgent.Sandbox;

/// <summary>How this machine runs programs.</summary>
public sealed record SandboxOptions
{
    /// <summary>What <see cref="IsolationMode.Auto"/> of a request means here. Default: bubblewrap where it works.</summary>
    public IsolationMode Isolation { get; set; } = IsolationMode.Auto;

    /// <summary>Between the polite signal (TERM) and the final one (KILL). 0 to 60 s; default 2 s.</summary>
    public TimeSpan Grace { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long leftovers may hold the output pipes open after the program itself ended, before they are ended too. 0 to 60 s; default 1 s.
    /// </summary>
    public TimeSpan DrainGrace { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Further variables that programs may see; an exact name, or a prefix with <c>*</c> behind it. Names that look like secrets stay out.</summary>
    public IList<string> AllowedEnvironment { get; } = [];

    /// <summary>
    /// Folders that isolation leaves writable for every program; a leading <c>~/</c> is the home folder. Missing ones are made.
    /// Default: the package caches of NuGet, npm and what follows the XDG cache folder.
    /// </summary>
    public IList<string> CacheFolders { get; } = ["~/.nuget", "~/.local/share/NuGet", "~/.npm", "~/.cache"];

    /// <summary>
    /// Files and folders that isolation hides; a leading <c>~/</c> is the home folder. Default: well-known credential stores and the sockets
    /// of container engines, which would be a way out.
    /// </summary>
    public IList<string> HiddenPaths { get; } =
    [
        "~/.ssh", "~/.gnupg", "~/.aws", "~/.azure", "~/.kube", "~/.docker", "~/.config/gh", "~/.config/gcloud", "~/.config/temporalio",
        "~/.netrc", "~/.git-credentials", "~/.config/git/credentials", "~/.pypirc",
        "/run/docker.sock", "/var/run/docker.sock", "/run/podman", "/run/containerd", "/run/user", "/run/secrets",
    ];
}
