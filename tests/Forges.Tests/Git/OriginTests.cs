using BackgroundAgent.TestKit;
using BackgroundAgent.TestKit.Git;

namespace BackgroundAgent.Forges.Tests.Git;

/// <summary>The origin is the folder the developer works in.</summary>
public sealed class WorkingRepositoryOriginTests : GitWorkspacesConformance
{
    private string origin = "";

    protected override Task<string> PublishAsync(ScratchRepository person, ScratchFolder folder)
    {
        origin = person.Path;
        return Task.FromResult(person.Path);
    }

    protected override string Origin() => origin;
}

public sealed class BareOriginTests : GitWorkspacesConformance
{
    private string origin = "";

    protected override Task<string> PublishAsync(ScratchRepository person, ScratchFolder folder)
    {
        origin = person.CloneBare(folder.Join("Größe und Maß.git"));
        return Task.FromResult(origin);
    }

    protected override string Origin() => origin;
}

public sealed class FileUrlOriginTests : GitWorkspacesConformance
{
    private string origin = "";

    protected override Task<string> PublishAsync(ScratchRepository person, ScratchFolder folder)
    {
        origin = person.CloneBare(folder.Join("bare with space.git"));
        return Task.FromResult(new Uri(origin).AbsoluteUri);
    }

    protected override string Origin() => origin;
}

public sealed class HttpOriginTests : GitWorkspacesConformance
{
    private string origin = "";
    private GitHttpHost? server;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await server!.DisposeAsync();
    }

    protected override async Task<string> PublishAsync(ScratchRepository person, ScratchFolder folder)
    {
        origin = person.CloneBare(folder.Join("served", "repo.git"));
        server = await GitHttpHost.StartAsync(folder.Join("served"));
        return server.Address + "repo.git";
    }

    protected override string Origin() => origin;
}
