using BackgroundAgent.Forges;
using BackgroundAgent.Forges.GitHub;
using BackgroundAgent.Sandbox;
using BackgroundAgent.Worker.Data;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace BackgroundAgent.Worker.Reading;

/// <summary>Finds and opens the logs behind an address of a forge that is set up here. Needs no Temporal, and no work is done by it.</summary>
public sealed class RemoteLogs : IAsyncDisposable
{
    private readonly ServiceProvider services;

    /// <param name="dataDirectory">Whose settings count, and whose local CI.</param>
    /// <param name="configuration">Null: that of the data directory and the environment.</param>
    public RemoteLogs(string dataDirectory, IConfiguration? configuration = null)
    {
        var settings = configuration ?? Settings.Load(new DataLayout(dataDirectory));
        services = new ServiceCollection()
            .AddLogging()
            .AddSandbox()
            .AddForges(options => options.DataDirectory = dataDirectory)
            .AddLocalForge()
            .AddGitHubForge(options => settings.GetSection(GitHubOptions.Section).Bind(options))
            .BuildServiceProvider();
    }

    /// <exception cref="RemoteLogException">There is none, or it cannot be read.</exception>
    public async Task<IReadOnlyList<RemoteLog>> FindAsync(string address, CancellationToken cancellationToken)
    {
        try
        {
            if (!Uri.TryCreate(address, UriKind.Absolute, out var uri))
            {
                throw new RemoteLogException(RemoteLogFault.Malformed, "That is no address.");
            }

            var all = services.GetServices<IForgeLogs>().ToList();
            var forge = all.Find(one => one.Owns(uri)) ?? throw Foreign(all, uri);
            if (forge.NotConfigured is { } why)
            {
                throw new RemoteLogException(RemoteLogFault.NotConfigured, why);
            }

            return [.. (await forge.FindAsync(uri, cancellationToken)).Select(log => new RemoteLog(log.Name, log.Address, cancellation => OpenAsync(log, cancellation)))];
        }
        catch (ForgeException fault)
        {
            throw Translated(fault);
        }
        catch (OptionsValidationException fault)
        {
            throw new RemoteLogException(RemoteLogFault.NotConfigured, string.Join(" ", fault.Failures), fault);
        }
    }

    public ValueTask DisposeAsync() => services.DisposeAsync();

    private static async Task<Stream> OpenAsync(ForgeLog log, CancellationToken cancellationToken)
    {
        try
        {
            return await log.OpenAsync(cancellationToken);
        }
        catch (ForgeException fault)
        {
            throw Translated(fault);
        }
    }

    private static RemoteLogException Foreign(IReadOnlyList<IForgeLogs> all, Uri uri)
    {
        var hosts = string.Join(", ", all.Select(forge => forge.Host));
        return new RemoteLogException(
            RemoteLogFault.WrongHost, $"{(uri.Authority.Length > 0 ? uri.Authority : uri.Scheme)} is no forge that is set up here ({hosts}). For another server set GitHub:GitHost and GitHub:ApiUrl.");
    }

    private static RemoteLogException Translated(ForgeException fault) => new(
        fault.Fault switch
        {
            ForgeFault.NotFound => RemoteLogFault.NotFound,
            ForgeFault.Unauthorized => RemoteLogFault.NotPermitted,
            ForgeFault.Expired => RemoteLogFault.Expired,
            ForgeFault.Invalid => RemoteLogFault.Malformed,
            _ => RemoteLogFault.Unreachable,
        },
        fault.Message,
        fault);
}

/// <summary>A log on a forge.</summary>
/// <param name="Name">The check's name.</param>
/// <param name="Address">Where people look at it.</param>
/// <param name="OpenAsync">As a stream that is read as it comes; throws <see cref="RemoteLogException"/>.</param>
public sealed record RemoteLog(string Name, string Address, Func<CancellationToken, Task<Stream>> OpenAsync);

/// <summary>A log cannot be had. The message is fit for people.</summary>
public sealed class RemoteLogException(RemoteLogFault fault, string message, Exception? inner = null) : Exception(message, inner)
{
    public RemoteLogFault Fault { get; } = fault;
}

/// <summary>Why a log cannot be had.</summary>
public enum RemoteLogFault
{
    /// <summary>No credentials are set up for it, or the settings are wrong.</summary>
    NotConfigured,

    /// <summary>An address of a server that is not set up.</summary>
    WrongHost,

    /// <summary>No address, or one of nothing that has logs.</summary>
    Malformed,

    NotFound,

    /// <summary>The credentials were refused or do not reach it.</summary>
    NotPermitted,

    /// <summary>It is not kept any more.</summary>
    Expired,

    /// <summary>Network, rate limit, a fault of the server: later it may work.</summary>
    Unreachable,
}
