using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;

namespace BackgroundAgent.DevServer.Host;

/// <summary>
/// Logs go to standard error, as text or as JSON lines. The usual console logger comes with a container, options and a thread of its own,
/// which together take longer than the rest of the start.
/// </summary>
internal sealed class HostLogging(LogLevel least, bool json) : ILoggerFactory
{
    private readonly Lock _gate = new();

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void AddProvider(ILoggerProvider provider)
    {
        // There is one place to log to.
    }

    public void Dispose()
    {
        // Nothing is held.
    }

    private void Write(LogLevel level, string category, string message, Exception? exception)
    {
        var time = TimeProvider.System.GetUtcNow();
        var line = json
            ? new JsonObject { ["time"] = time, ["level"] = Name(level), ["category"] = category, ["message"] = message, ["exception"] = exception?.ToString() }
                .ToJsonString(JsonSerializerOptions.Default)
            : $"{time:yyyy-MM-dd'T'HH:mm:ss.fff'Z'} {Name(level)} {category}: {message}{(exception is null ? "" : " " + exception)}";
        lock (_gate)
        {
            Console.Error.WriteLine(line);
        }
    }

    private static string Name(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        _ => "error",
    };

    private sealed class Logger(HostLogging owner, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None && logLevel >= owner.Least;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                owner.Write(logLevel, category, formatter(state, exception), exception);
            }
        }
    }

    private LogLevel Least => least;
}
