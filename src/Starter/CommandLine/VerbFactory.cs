using System.CommandLine;

namespace BackgroundAgent.Starter.CommandLine;

/// <summary>Gives a verb its <see cref="VerbContext"/> when it runs.</summary>
internal sealed class VerbFactory(CliHost host, GlobalOptions options)
{
    public void OnRun(Command verb, Func<VerbContext, CancellationToken, Task<int>> action)
        => verb.SetAction((parsed, cancellation) => action(new VerbContext(host, parsed, options), cancellation));
}
