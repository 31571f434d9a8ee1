using BackgroundAgent.Sandbox;
using Microsoft.Extensions.DependencyInjection;

namespace BackgroundAgent.Worker.Workers;

/// <summary>Whoever insists on isolation learns at the start that there is none, not from the first task.</summary>
internal static class IsolationCheck
{
    /// <exception cref="IsolationUnavailableException">It was insisted on and does not work.</exception>
    public static async Task RunAsync(IServiceProvider services, IsolationMode mode, CancellationToken cancellationToken)
    {
        if (mode != IsolationMode.Bubblewrap)
        {
            return;
        }

        var probe = new ProcessRequest
        {
            FileName = "true",
            WorkingDirectory = Path.GetTempPath(),
            Isolation = mode,
            Timeout = TimeSpan.FromSeconds(30),
        };
        var outcome = await services.GetRequiredService<IProcessRunner>().RunAsync(probe, cancellationToken);
        if (!outcome.Succeeded)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new IsolationUnavailableException(outcome.Error ?? outcome.StandardError.Trim());
        }
    }
}
