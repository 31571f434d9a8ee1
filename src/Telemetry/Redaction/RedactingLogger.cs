using Microsoft.Extensions.Logging;

namespace BackgroundAgent.Telemetry.Redaction;

internal sealed class RedactingLogger(ILogger inner, Func<string, string> redact) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
        => inner.BeginScope(state);

    public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!inner.IsEnabled(logLevel))
        {
            return;
        }

        var message = formatter(state, exception);
        var trace = exception?.ToString();
        var cleanMessage = redact(message);
        var cleanTrace = trace is null ? null : redact(trace);
        if (ReferenceEquals(message, cleanMessage) && ReferenceEquals(trace, cleanTrace) && StateIsClean(state))
        {
            inner.Log(logLevel, eventId, state, exception, formatter);
            return;
        }

        // The parts of a structured state hold the secret too: only the cleaned text goes on.
        var safe = cleanTrace is null || ReferenceEquals(trace, cleanTrace) ? exception : new RedactedException(cleanTrace);
        inner.Log(logLevel, eventId, cleanMessage, safe, static (text, _) => text);
    }

    private bool StateIsClean<TState>(TState state)
        => state is not IReadOnlyList<KeyValuePair<string, object?>> parts
            || parts.All(part => part.Value is not string text || ReferenceEquals(text, redact(text)));
}
