namespace BackgroundAgent.Worker.Data;

/// <summary>What lies where in a data directory. Modules keep their own folders below <see cref="Root"/>.</summary>
public sealed record DataLayout(string Root)
{
    /// <summary>Held open and locked by the process that owns the directory; holds its process id.</summary>
    public string LockFile => Path.Combine(Root, "lock");

    /// <summary>Where the owning process can be reached; see <see cref="AllInOneEndpoint"/>.</summary>
    public string EndpointFile => Path.Combine(Root, "endpoint.json");

    /// <summary>Database of the embedded Temporal server.</summary>
    public string TemporalDatabase => Path.Combine(Root, "temporal.db");

    /// <summary>Name of this host in task queue names; made once, so that work trees are found again after a restart.</summary>
    public string HostNameFile => Path.Combine(Root, "host");

    /// <summary>Signing key of CI webhooks; readable by its owner only.</summary>
    public string WebhookSecretFile => Path.Combine(Root, "webhook.secret");

    public string LogFile => Path.Combine(Root, "logs", "bgagent.log");

    /// <summary>Optional settings, in the shape of the environment's.</summary>
    public string SettingsFile => Path.Combine(Root, "bgagent.json");

    /// <summary>Settings of the App that <c>bgagent github setup</c> made, its webhook's secret among them; readable by its owner only.</summary>
    public string GitHubAppFile => Path.Combine(Root, "github-app.json");

    /// <summary>The App's private key; readable by its owner only.</summary>
    public string GitHubKeyFile => Path.Combine(Root, "github-app.pem");

    /// <summary>Makes the directory, closed to others: it holds code, logs and keys.</summary>
    public void Create()
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(Root);
        }
        else
        {
            Directory.CreateDirectory(Root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
