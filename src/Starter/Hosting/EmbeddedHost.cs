using BackgroundAgent.Starter.CommandLine;
using BackgroundAgent.Worker;
using BackgroundAgent.Worker.Data;

namespace BackgroundAgent.Starter.Hosting;

/// <summary>Starts the whole product in this process and says clearly why it cannot.</summary>
internal static class EmbeddedHost
{
    /// <param name="context">The invocation.</param>
    /// <param name="options">What to start.</param>
    /// <param name="otherwise">What to do when somebody else works on the data directory.</param>
    /// <param name="cancellationToken">Ends a start that takes too long for somebody.</param>
    public static async Task<AllInOne> StartAsync(VerbContext context, AllInOneOptions options, string otherwise, CancellationToken cancellationToken)
    {
        try
        {
            return await AllInOne.StartAsync(options, cancellationToken);
        }
        catch (DataDirectoryInUseException held)
        {
            throw CliException.Other(Holder(context, options.DataDirectory, held), otherwise, held);
        }
        catch (IsolationUnavailableException impossible)
        {
            throw CliException.Other(impossible.Message, "Install bubblewrap, or give --isolation auto or none.", impossible);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw CliException.Other(
                $"cannot start on {options.DataDirectory}: {exception.Message}",
                "Check that the folder can be written and the ports are free, or choose another --data-dir.", exception);
        }
    }

    private static string Holder(VerbContext context, string directory, DataDirectoryInUseException held)
    {
        if (AllInOneEndpoint.Find(directory) is { } other)
        {
            var since = TimeZoneInfo.ConvertTime(other.StartedAt, context.Host.Time.LocalTimeZone);
            return $"another bgagent (process {other.ProcessId}, since {since:yyyy-MM-dd HH:mm:ss}) works on {directory}";
        }

        return $"another bgagent{(held.ProcessId is { } id ? $" (process {id})" : "")} works on {directory}";
    }
}
