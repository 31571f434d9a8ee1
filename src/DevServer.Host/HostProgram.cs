using System.Net.Sockets;
using System.Runtime.InteropServices;
using BackgroundAgent.DevServer.Storage;

namespace BackgroundAgent.DevServer.Host;

/// <summary>Runs a server until it is told to stop.</summary>
internal static class HostProgram
{
    public const int Usage = 64;
    public const int Failed = 1;

    public static async Task<int> RunAsync(string[] args)
    {
        HostArguments arguments;
        try
        {
            arguments = HostArguments.Parse(args);
        }
        catch (UsageException e)
        {
            await Console.Error.WriteLineAsync($"error: {e.Message}");
            await Console.Error.WriteLineAsync("try --help");
            return Usage;
        }

        if (arguments.Help)
        {
            Console.WriteLine(HelpText.Text);
            return 0;
        }

        if (arguments.Version)
        {
            Console.WriteLine($"bgagent-dev-server {typeof(HostProgram).Assembly.GetName().Version?.ToString(3)} (Server {EmbeddedServer.ServerVersion})");
            return 0;
        }

        using var loggers = new HostLogging(arguments.LogLevel, arguments.JsonLogs);
        arguments.Options.LoggerFactory = loggers;
        try
        {
            await ServeAsync(arguments);
            return 0;
        }
        catch (Exception e) when (e is StoreException or IOException or SocketException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"error: {Describe(e, arguments)}");
            return Failed;
        }
    }

    private static async Task ServeAsync(HostArguments arguments)
    {
        var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle);
        await using var server = await EmbeddedServer.StartAsync(arguments.Options);
        Console.WriteLine($"Temporal server: {server.Address}");
        if (server.UiAddress is { } ui)
        {
            Console.WriteLine($"Web UI:          {ui}");
        }

        await stop.Task;

        void Handle(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.TrySetResult();
        }
    }

    private static string Describe(Exception e, HostArguments arguments) =>
        e is IOException && e.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException
            ? $"port {arguments.Options.Port} is in use; choose another one with --port"
            : e.Message;
}
