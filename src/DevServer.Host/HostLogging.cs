using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BackgroundAgent.DevServer.Host;

/// <summary>Logs go to standard error, as text or as JSON lines.</summary>
internal static class HostLogging
{
    public static ILoggerFactory Create(HostArguments arguments) => LoggerFactory.Create(builder =>
    {
        builder.SetMinimumLevel(arguments.LogLevel);
        if (arguments.JsonLogs)
        {
            builder.AddJsonConsole();
        }
        else
        {
            builder.AddSimpleConsole(console => console.SingleLine = true);
        }

        builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(o => o.LogToStandardErrorThreshold = LogLevel.Trace);
    });
}
