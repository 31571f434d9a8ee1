using BackgroundAgent.Sandbox;
using BackgroundAgent.Worker.Connections;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BackgroundAgent.Worker;

/// <summary>Everything in one process: Temporal, worker, gateway, local forge and local CI.</summary>
public sealed record AllInOneOptions
{
    /// <summary>Absolute; made when missing. One process at a time.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Port of the embedded Temporal server on 127.0.0.1; 0 is any free one.</summary>
    public int TemporalPort { get; init; }

    /// <summary>Port of the embedded server's web page on 127.0.0.1; 0 is any free one, null is no page.</summary>
    public int? UiPort { get; init; }

    /// <summary>Port of the gateway on 127.0.0.1; 0 is any free one.</summary>
    public int GatewayPort { get; init; }

    /// <summary>Null: the embedded server. Else the server to use instead of it.</summary>
    public ConnectionRequest? Temporal { get; init; }

    /// <summary>Patchers, git and everything else at once, on each task queue. Null: twice the cores, at least 4.</summary>
    public int? MaxConcurrentActivities { get; init; }

    /// <summary>Local CI runs at once. Null: the cores.</summary>
    public int? MaxConcurrentCiRuns { get; init; }

    /// <summary>Beside the log file of the data directory.</summary>
    public IReadOnlyList<ILoggerProvider> LoggerProviders { get; init; } = [];

    public LogLevel MinimumLogLevel { get; init; } = LogLevel.Information;

    /// <summary>Whether patchers and local CI are shut in. Null: the settings', which is where this machine can.</summary>
    public IsolationMode? Isolation { get; init; }

    /// <summary>False: local CI tells nobody and is only polled.</summary>
    public bool DeliverWebhooks { get; init; } = true;

    /// <summary>Null: <c>bgagent.json</c> of the data directory, then environment variables <c>BGAGENT_Section__Key</c>.</summary>
    public IConfiguration? Configuration { get; init; }

    /// <summary>Has the last word on the worker's services.</summary>
    public Action<IServiceCollection>? ConfigureServices { get; init; }

    /// <summary>What running activities get to stop, with a last heartbeat.</summary>
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <param name="word"><c>auto</c>, <c>bwrap</c> or <c>none</c>, the words people use for <see cref="Isolation"/>.</param>
    public AllInOneOptions WithIsolation(string word) => this with
    {
        Isolation = word switch
        {
            "auto" => IsolationMode.Auto,
            "bwrap" => IsolationMode.Bubblewrap,
            "none" => IsolationMode.None,
            _ => throw new ArgumentOutOfRangeException(nameof(word), word, "auto, bwrap or none"),
        },
    };
}
