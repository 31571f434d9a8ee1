using Temporalio.Client;
using Temporalio.Exceptions;

namespace BackgroundAgent.Worker.Connections;

/// <summary>A worker and its cluster are often started together; the worker waits a little for it.</summary>
internal static class FirstConnection
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <exception cref="InvalidOperationException">The server did not answer in time; the message has the last fault.</exception>
    public static async Task<ITemporalClient> WaitAsync(ConnectionRequest request, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                return await TemporalClients.ConnectAsync(request);
            }
            catch (Exception fault) when (fault is RpcException or InvalidOperationException)
            {
                if (TimeProvider.System.GetElapsedTime(started) + Pause > timeout)
                {
                    throw new InvalidOperationException($"Temporal did not answer within {timeout.TotalSeconds:0} s: {fault.Message}", fault);
                }
            }

            await Task.Delay(Pause, cancellationToken);
        }
    }
}
