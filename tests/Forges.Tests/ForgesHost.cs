using BackgroundAgent.Sandbox;
using Microsoft.Extensions.DependencyInjection;

namespace BackgroundAgent.Forges.Tests;

/// <summary>The module as a host composes it, over a data directory of the test.</summary>
internal sealed class ForgesHost : IDisposable
{
    private readonly ServiceProvider services;

    public ForgesHost(string dataDirectory, Action<IServiceCollection>? configure = null)
    {
        var collection = new ServiceCollection().AddLogging().AddSandbox();
        configure?.Invoke(collection);
        services = collection
            .AddForges(options =>
            {
                options.DataDirectory = dataDirectory;
                options.LockTimeout = TimeSpan.FromSeconds(30);
                options.RemoteTimeout = TimeSpan.FromSeconds(60);
            })
            .BuildServiceProvider();
    }

    public T Get<T>()
        where T : notnull
        => services.GetRequiredService<T>();

    public void Dispose() => services.Dispose();
}
