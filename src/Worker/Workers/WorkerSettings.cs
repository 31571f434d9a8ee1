using System.ComponentModel.DataAnnotations;
using BackgroundAgent.Sandbox;

namespace BackgroundAgent.Worker.Workers;

/// <summary>Settings of one worker process. Section <c>Worker</c>.</summary>
public sealed class WorkerSettings
{
    public const string Section = "Worker";

    /// <summary>Mirrors, work trees and artifacts. Default: <c>bgagent</c> in the system's folder for local application data.</summary>
    public string? DataDirectory { get; set; }

    /// <summary>Patchers, git and everything else at once, on each of the two task queues. Default: twice the cores, at least 4. 1 to 1,000.</summary>
    [Range(1, 1_000)]
    public int MaxConcurrentActivities { get; set; } = Math.Max(4, 2 * Environment.ProcessorCount);

    /// <summary>Tasks whose state stays in memory between two wake-ups; the others are replayed from history. Default 250. 0 to 10,000.</summary>
    [Range(0, 10_000)]
    public int CachedTasks { get; set; } = 250;

    /// <summary>Parallel polls of each kind on each task queue. Default 2. 1 to 50.</summary>
    [Range(1, 50)]
    public int Polls { get; set; } = 2;

    /// <summary>What running activities get to stop at a shutdown, with a last heartbeat. Default 20 s. 0 to 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a start waits for Temporal to answer. Default 60 s. 0 to 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Port of <c>/healthz</c>, <c>/readyz</c> and <c>/metrics</c>. Default: none. 0 to 65,535; 0 is any free port.</summary>
    [Range(0, 65_535)]
    public int? HealthPort { get; set; }

    /// <summary>Address the health port is bound to. Default: this machine only.</summary>
    public string HealthAddress { get; set; } = "127.0.0.1";

    /// <summary>Whether patchers and local CI are shut in. Default: where this machine can.</summary>
    public IsolationMode Isolation { get; set; } = IsolationMode.Auto;

    /// <summary>Where local CI reports to: the gateway's <c>/webhooks/ci</c>. Default: none; local CI is polled.</summary>
    [Url]
    public string? WebhookUrl { get; set; }

    /// <summary>Local CI runs at once. Default: the cores. 1 to 100.</summary>
    [Range(1, 100)]
    public int MaxConcurrentCiRuns { get; set; } = Environment.ProcessorCount;

    /// <summary>Adds missing search attributes at the start; needs the right to. Default: no, they are only checked.</summary>
    public bool CreateSearchAttributes { get; set; }

    /// <summary>Path of a JSON file of known issues for all repositories, see docs/known-issues.md. Default: none; a repository may have its own.</summary>
    public string? KnownIssuesFile { get; set; }

    /// <summary>Path of the statistics of flaky tests, a SQLite file on a local disk. Default: <c>flakiness.db</c> in the data directory.</summary>
    public string? FlakinessFile { get; set; }

    /// <summary>Base address of Temporal's Web UI, for links. Default: no links.</summary>
    [Url]
    public string? TemporalUiUrl { get; set; }

    public static string DefaultDataDirectory
        => Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), "bgagent");
}
