using System.CommandLine;

namespace BackgroundAgent.Starter.Connections;

/// <summary>Which Temporal a verb talks to, where it is not the <c>up</c> of the data directory.</summary>
internal sealed class ConnectionOptions
{
    public Option<string?> Address { get; } = new("--address")
    {
        Description = "host:port of a Temporal cluster [default: $TEMPORAL_ADDRESS, else the 'bgagent up' of the data directory]",
        HelpName = "HOST:PORT",
    };

    public Option<string?> Namespace { get; } = new("--namespace")
    {
        Description = "Temporal namespace [default: $TEMPORAL_NAMESPACE, else 'default']",
        HelpName = "NAME",
    };

    public void AddTo(Command command)
    {
        command.Add(Address);
        command.Add(Namespace);
        command.Validators.Add(result =>
        {
            if (result.GetValue(Address) is { } address && !IsAddress(address))
            {
                result.AddError($"--address: '{address}' is not host:port, such as 127.0.0.1:7233");
            }
        });
    }

    private static bool IsAddress(string text)
    {
        var colon = text.LastIndexOf(':');
        return colon > 0 && ushort.TryParse(text.AsSpan(colon + 1), out var port) && port > 0 && !text.Contains('/', StringComparison.Ordinal);
    }
}
