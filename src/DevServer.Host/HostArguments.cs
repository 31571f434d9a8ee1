using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging;

namespace BackgroundAgent.DevServer.Host;

/// <summary>
/// The command line: "server start-dev …" as of the temporal program, or a port alone as of the Java test server (which
/// then skips time). Flags are --name value or --name=value.
/// </summary>
internal sealed class HostArguments
{
    private const int DefaultPort = 7233;

    /// <summary>The web page's port when only the server's is given, as the temporal program chooses it.</summary>
    private const int UiOffset = 1000;

    private bool _headless;

    public EmbeddedServerOptions Options { get; } = new() { Port = DefaultPort };

    public bool Help { get; private set; }

    public bool Version { get; private set; }

    public LogLevel LogLevel { get; private set; } = LogLevel.Warning;

    public bool JsonLogs { get; private set; }

    public static HostArguments Parse(IReadOnlyList<string> args)
    {
        var result = new HostArguments();
        var rest = new Queue<string>(args);
        if (rest.Count == 0 || rest.Contains("--help") || rest.Contains("-h"))
        {
            result.Help = true;
            return result;
        }

        if (rest.Peek() is "--version" or "-v")
        {
            result.Version = true;
            return result;
        }

        result.ParseVerb(rest);
        while (rest.TryDequeue(out var flag))
        {
            result.ParseFlag(flag, rest);
        }

        if (!result._headless && !result.Options.TimeSkipping)
        {
            result.Options.UiPort ??= result.Options.Port == 0 ? 0 : result.Options.Port + UiOffset;
        }

        if (result._headless)
        {
            result.Options.UiPort = null;
        }

        return result;
    }

    private void ParseVerb(Queue<string> rest)
    {
        var first = rest.Dequeue();
        if (int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            Options.Port = Port(first, "port");
            Options.TimeSkipping = true;
            return;
        }

        if (first != "server" || !rest.TryDequeue(out var second) || second != "start-dev")
        {
            throw new UsageException($"expected \"server start-dev\" or a port number, not \"{first}\"");
        }
    }

    private void ParseFlag(string flag, Queue<string> rest)
    {
        var equals = flag.IndexOf('=', StringComparison.Ordinal);
        var name = equals > 0 && flag.StartsWith('-') ? flag[..equals] : flag;
        string? inline = equals > 0 && flag.StartsWith('-') ? flag[(equals + 1)..] : null;
        string Value() => inline ?? (rest.TryDequeue(out var next) ? next : throw new UsageException($"{name} needs a value"));
        bool Switch() => inline is null or "true";
        switch (name)
        {
            case "--port" or "-p":
                Options.Port = Port(Value(), name);
                break;
            case "--ip":
                Options.Ip = Ip(Value());
                break;
            case "--namespace" or "-n":
                Options.Namespaces.Add(Value());
                break;
            case "--db-filename" or "-f":
                Options.DatabaseFile = Value();
                break;
            case "--headless":
                _headless = Switch();
                break;
            case "--ui-port":
                Options.UiPort = Port(Value(), name);
                break;
            case "--http-port":
                Options.HttpPort = Port(Value(), name);
                break;
            case "--log-level":
                LogLevel = Level(Value());
                break;
            case "--log-format":
                JsonLogs = Value() == "json";
                break;
            case "--dynamic-config-value":
                AddPair(Options.DynamicConfig, Value(), name);
                break;
            case "--search-attribute":
                AddPair(Options.SearchAttributes, Value(), name);
                break;
            case "--enable-time-skipping":
                Options.TimeLocked = !Switch();
                break;
            default:
                ParseIgnored(name, Value);
                break;
        }
    }

    /// <summary>Flags of the temporal program that mean nothing here but must not stop a script.</summary>
    private static void ParseIgnored(string name, Func<string> value)
    {
        switch (name)
        {
            case "--metrics-port" or "--ui-ip" or "--ui-asset-path" or "--ui-codec-endpoint" or "--ui-public-path"
                or "--sqlite-pragma" or "--log-config" or "--color" or "--output" or "--env" or "--time-format":
                value();
                break;
            default:
                throw new UsageException($"unknown flag {name}");
        }
    }

    private static int Port(string text, string flag) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= IPEndPoint.MaxPort
            ? port
            : throw new UsageException($"{flag}: {text} is not a port number");

    private static IPAddress Ip(string text) => text == "localhost"
        ? IPAddress.Loopback
        : IPAddress.TryParse(text, out var ip) ? ip : throw new UsageException($"--ip: {text} is not an IP address");

    private static LogLevel Level(string text) => text.ToLowerInvariant() switch
    {
        "debug" => LogLevel.Debug,
        "info" => LogLevel.Information,
        "warn" => LogLevel.Warning,
        "error" => LogLevel.Error,
        "never" => LogLevel.None,
        _ => throw new UsageException($"--log-level: {text} is not one of debug, info, warn, error, never"),
    };

    private static void AddPair(IDictionary<string, string> into, string text, string flag)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0)
        {
            throw new UsageException($"{flag}: {text} is not of the form Name=Value");
        }

        into[text[..equals]] = text[(equals + 1)..];
    }
}
