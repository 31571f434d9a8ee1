using System.Threading.Channels;

namespace BackgroundAgent.Starter.Tests.Support;

/// <summary>Standard input to which a test types lines when it wants.</summary>
internal sealed class Paste : TextReader
{
    private readonly Channel<string> lines = Channel.CreateUnbounded<string>();

    public void Type(string line) => lines.Writer.TryWrite(line);

    public override async ValueTask<string?> ReadLineAsync(CancellationToken cancellationToken) => await lines.Reader.ReadAsync(cancellationToken);
}
