using System.Runtime.InteropServices;

namespace BackgroundAgent.Starter.Hosting;

/// <summary>
/// Signals as two steps: Ctrl-C asks to end with care, a second one ends at once. SIGTERM and SIGHUP come from machines and skip the first
/// step. Waiting code never dies in the middle of a line.
/// </summary>
internal sealed class Interrupts : IDisposable
{
    private readonly CancellationTokenSource careful = new();
    private readonly CancellationTokenSource atOnce = new();
    private readonly List<PosixSignalRegistration> registrations = [];

    public Interrupts()
    {
        registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
        {
            context.Cancel = true;
            (careful.IsCancellationRequested ? atOnce : careful).Cancel();
        }));
        foreach (var signal in new[] { PosixSignal.SIGTERM, PosixSignal.SIGHUP })
        {
            registrations.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                atOnce.Cancel();
            }));
        }
    }

    /// <summary>Ctrl-C was pressed once.</summary>
    public CancellationToken Careful => careful.Token;

    /// <summary>Ctrl-C was pressed twice, or the process is told to end.</summary>
    public CancellationToken AtOnce => atOnce.Token;

    /// <summary>Either of the two.</summary>
    public async Task FirstAsync()
    {
        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var a = careful.Token.Register(() => first.TrySetResult());
        await using var b = atOnce.Token.Register(() => first.TrySetResult());
        await first.Task;
    }

    public void Dispose()
    {
        registrations.ForEach(registration => registration.Dispose());
        careful.Dispose();
        atOnce.Dispose();
    }
}
