using System.Net;
using Microsoft.Extensions.Logging;

namespace BackgroundAgent.DevServer;

/// <summary>How an embedded server is started. Every default gives a server in memory on a free port of this machine.</summary>
public sealed class EmbeddedServerOptions
{
    /// <summary>The address to listen on; 127.0.0.1 by default.</summary>
    public IPAddress Ip { get; set; } = IPAddress.Loopback;

    /// <summary>The gRPC port, 0 (default) for a free one.</summary>
    public int Port { get; set; }

    /// <summary>The SQLite file that keeps everything, or null (default) for memory only. Made when it does not exist.</summary>
    public string? DatabaseFile { get; set; }

    /// <summary>The namespaces that exist from the start; "default" is always among them.</summary>
    public IList<string> Namespaces { get; } = ["default"];

    /// <summary>Custom search attributes of the namespaces above, by name: Keyword, KeywordList, Text, Int, Double, Bool or Datetime.</summary>
    public IDictionary<string, string> SearchAttributes { get; } = new Dictionary<string, string>();

    /// <summary>The port of the read-only web page, 0 for a free one, or null (default) for none.</summary>
    public int? UiPort { get; set; }

    /// <summary>
    /// The port of the HTTP/JSON API (/api/v1/…), 0 for a free one, or null (default) for none. The port of the web page serves it too.
    /// </summary>
    public int? HttpPort { get; set; }

    /// <summary>Time jumps to the next timer when no worker has anything to do. Off by default.</summary>
    public bool TimeSkipping { get; set; }

    /// <summary>With <see cref="TimeSkipping"/>: time starts locked, as the Java test server does. On by default.</summary>
    public bool TimeLocked { get; set; } = true;

    /// <summary>How long closed executions of the namespaces above are kept; 72 h by default, at least 1 h.</summary>
    public TimeSpan Retention { get; set; } = TimeSpan.FromHours(72);

    /// <summary>Settings in the way of the genuine server's dynamic configuration. Unknown keys are accepted.</summary>
    public IDictionary<string, string> DynamicConfig { get; } = new Dictionary<string, string>();

    /// <summary>
    /// Identities of workers that have ended since the database was last used, because they shared a process with it. What they had in
    /// hand is timed out at the start and tried again, instead of after its timeout. Empty by default: a restarted server waits for its workers.
    /// </summary>
    public ISet<string> EndedWorkers { get; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>The clock; the system's by default.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Where the server logs; nowhere by default.</summary>
    public ILoggerFactory? LoggerFactory { get; set; }
}
