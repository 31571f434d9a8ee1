using Microsoft.Extensions.Logging;

namespace BackgroundAgent.Telemetry.Tests;

/// <summary>Keeps everything a logger hands on: message, state and exception.</summary>
internal sealed class KeptLogs : ILoggerProvider, ILogger
{
    public List<string> Lines { get; } = [];

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
        => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var parts = state is IEnumerable<KeyValuePair<string, object?>> pairs ? string.Join(',', pairs.Select(pair => $"{pair.Key}={pair.Value}")) : $"{state}";
        Lines.Add($"{formatter(state, exception)}|{parts}|{exception}");
    }

    public void Dispose()
    {
    }
}
