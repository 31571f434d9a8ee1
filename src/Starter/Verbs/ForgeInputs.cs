using BackgroundAgent.Diagnosis.Command;
using BackgroundAgent.Worker.Reading;

namespace BackgroundAgent.Starter.Verbs;

/// <summary>Logs behind addresses of the forge that is set up, for <c>diagnose</c>. Loads nothing before the first address.</summary>
internal sealed class ForgeInputs(string dataDirectory) : IRemoteInputs
{
    private readonly Lazy<RemoteLogs> logs = new(() => new RemoteLogs(dataDirectory));

    public IReadOnlyList<RemoteInput> Find(string address, CancellationToken cancellationToken) => Translate<IReadOnlyList<RemoteInput>>(() =>
    [
        .. Wait(logs.Value.FindAsync(address, cancellationToken))
            .Select(log => new RemoteInput(log.Address, () => Translate(() => Wait(log.OpenAsync(cancellationToken))))),
    ]);

    // Reading a log is one thread's work from its first byte to its last; nothing else runs here that could wait for it.
    private static T Wait<T>(Task<T> task) => task.GetAwaiter().GetResult();

    private static T Translate<T>(Func<T> call)
    {
        try
        {
            return call();
        }
        catch (RemoteLogException fault)
        {
            throw new UnreadableInputException(ExitCode(fault.Fault), fault.Message, fault);
        }
    }

    private static int ExitCode(RemoteLogFault fault) => fault switch
    {
        RemoteLogFault.NotConfigured => ExitCodes.NotConfigured,
        RemoteLogFault.WrongHost or RemoteLogFault.Malformed => ExitCodes.Usage,
        RemoteLogFault.NotFound => ExitCodes.NotFound,
        RemoteLogFault.NotPermitted => ExitCodes.NotPermitted,
        RemoteLogFault.Expired => ExitCodes.Expired,
        _ => ExitCodes.TryLater,
    };
}
