using BackgroundAgent.DevServer.Hosting;
using BackgroundAgent.DevServer.Namespaces;

namespace BackgroundAgent.DevServer;

/// <summary>
/// A Temporal-compatible server inside this process: clients and workers connect to <see cref="Address"/> as to any
/// Temporal server. For one machine: laptops, demos, tests. Disposing it ends open calls, writes what is left and frees the
/// port and the database file.
/// </summary>
public sealed class EmbeddedServer : IAsyncDisposable
{
    /// <summary>The version of the genuine server whose behaviour is served.</summary>
    public const string ServerVersion = ServerIdentity.Version;

    private readonly ServerParts _parts;
    private readonly ServerHost _host;

    private EmbeddedServer(ServerParts parts, ServerHost host) => (_parts, _host) = (parts, host);

    /// <summary>Where clients connect: host and port, such as 127.0.0.1:43125.</summary>
    public string Address => _host.Address;

    /// <summary>The web page's address, or null when there is none.</summary>
    public Uri? UiAddress => _host.UiAddress;

    /// <summary>Where the HTTP/JSON API alone is served, or null when it has no port of its own.</summary>
    public Uri? HttpAddress => _host.HttpAddress;

    /// <summary>
    /// Starts a server; it serves when the task ends. Fails with <see cref="Storage.StoreException"/> when the database file cannot
    /// be used, and with <see cref="IOException"/> when a port is taken.
    /// </summary>
    public static async Task<EmbeddedServer> StartAsync(EmbeddedServerOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new EmbeddedServerOptions();

        // What is stored is read beside the listener's start: neither needs the other before the first call.
        var parts = Task.Run(() => ServerParts.Create(options), CancellationToken.None);
        try
        {
            var host = await ServerHost.StartAsync(options, parts, cancellationToken);
            return new EmbeddedServer(await parts, host);
        }
        catch
        {
            if (await Task.WhenAny(parts) is { IsCompletedSuccessfully: true } made)
            {
                await (await made).DisposeAsync();
            }

            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _parts.DisposeAsync();
    }
}
