using Microsoft.Extensions.Logging;

namespace BackgroundAgent.Telemetry.Redaction;

/// <summary>Stands before another logger provider; what it hands on holds no secret.</summary>
/// <param name="redact">Takes secrets out of a text; returns the same instance when there is none.</param>
public sealed class RedactingLoggerProvider(ILoggerProvider inner, Func<string, string> redact) : ILoggerProvider, ISupportExternalScope
{
    public ILogger CreateLogger(string categoryName) => new RedactingLogger(inner.CreateLogger(categoryName), redact);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => (inner as ISupportExternalScope)?.SetScopeProvider(scopeProvider);

    public void Dispose() => inner.Dispose();
}
