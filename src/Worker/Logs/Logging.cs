using BackgroundAgent.Contracts.Secrets;
using BackgroundAgent.Telemetry.Redaction;
using BackgroundAgent.Worker.Data;
using Microsoft.Extensions.Logging;

namespace BackgroundAgent.Worker.Logs;

/// <summary>One logger factory for every part of the process; nothing passes it unredacted.</summary>
internal static class Logging
{
    public static ILoggerFactory ToFileAnd(DataLayout layout, TimeProvider time, AllInOneOptions options, Redactor redactor)
        => LoggerFactory.Create(logging =>
        {
            logging.SetMinimumLevel(options.MinimumLogLevel);
            // Every request of a poll or a heartbeat is a line of these.
            logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
            logging.AddFilter("Grpc", LogLevel.Warning);
            logging.AddFilter("System.Net.Http", LogLevel.Warning);
            foreach (var provider in options.LoggerProviders.Append(new FileLoggerProvider(layout.LogFile, time)))
            {
                logging.AddProvider(new RedactingLoggerProvider(provider, redactor.Redact));
            }
        });
}
