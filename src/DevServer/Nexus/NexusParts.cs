using BackgroundAgent.DevServer.Engine;
using BackgroundAgent.DevServer.Hosting;
using BackgroundAgent.DevServer.Nexus.Callbacks;
using BackgroundAgent.DevServer.Nexus.Endpoints;
using BackgroundAgent.DevServer.Nexus.Operations;
using BackgroundAgent.DevServer.Nexus.Tasks;

namespace BackgroundAgent.DevServer.Nexus;

/// <summary>Everything Nexus of one server.</summary>
internal sealed class NexusParts
{
    public NexusParts(HistoryEngine engine, DynamicSettings settings)
    {
        Limits = new NexusLimits(settings);
        Endpoints = new EndpointBook(engine.Store, engine.Clock);
        Desk = new NexusDesk(engine);
        Commands = new NexusCommands(Endpoints, Limits);
        CallbackChecks = new CallbackChecks(Limits, settings);
        Completions = new CompletionDesk(engine, this);
        Calls = new OperationCalls(engine, this);
        Callbacks = new CallbackDelivery(engine, this);
    }

    public NexusLimits Limits { get; }

    public EndpointBook Endpoints { get; }

    public NexusDesk Desk { get; }

    public NexusCommands Commands { get; }

    public CallbackChecks CallbackChecks { get; }

    public CompletionDesk Completions { get; }

    public OperationCalls Calls { get; }

    public CallbackDelivery Callbacks { get; }
}
