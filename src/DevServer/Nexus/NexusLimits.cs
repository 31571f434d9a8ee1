using BackgroundAgent.DevServer.Engine;
using BackgroundAgent.DevServer.Hosting;

namespace BackgroundAgent.DevServer.Nexus;

/// <summary>The limits of Nexus; names and defaults are those of the genuine server's dynamic configuration.</summary>
internal sealed class NexusLimits(DynamicSettings settings)
{
    public const int DescriptionBytes = 20_000;

    /// <summary>The endpoint of the server's own operations. None of them is served.</summary>
    public const string SystemEndpoint = "__temporal_system";

    /// <summary>Headers that a workflow may not set on an operation: the server uses them itself.</summary>
    public static readonly IReadOnlySet<string> ReservedHeaders = new HashSet<string>(StringComparer.Ordinal)
    {
        "request-timeout", "xdc-redirection-api", "xdc-redirection", "caller-name", "caller-type", "call-initiation",
        "temporal-principal-type", "temporal-principal-name",
    };

    public SizeLimits Sizes { get; } = SizeLimits.From(settings);

    public int EndpointName { get; } = settings.Number("limit.endpointNameMaxLength", 200);

    public int EndpointUrl { get; } = settings.Number("limit.endpointExternalURLMaxLength", 4096);

    public int EndpointPage { get; } = settings.Number("limit.endpointListDefaultPageSize", 100);

    public int LongestEndpointPage { get; } = settings.Number("limit.endpointListMaxPageSize", 1000);

    public int PendingOperations { get; } = settings.Number("component.nexusoperations.limit.operation.concurrency", 30);

    public int ServiceName { get; } = settings.Number("component.nexusoperations.limit.service.name.length", 1000);

    public int OperationName { get; } = settings.Number("component.nexusoperations.limit.operation.name.length", 1000);

    public int OperationToken { get; } = settings.Number("component.nexusoperations.limit.operation.token.length", 4096);

    public int HeaderBytes { get; } = settings.Number("component.nexusoperations.limit.header.size", 8192);

    /// <summary>How long one request to a handler may take.</summary>
    public TimeSpan Request { get; } = settings.Time("component.nexusoperations.request.timeout", TimeSpan.FromSeconds(10));

    /// <summary>With less time than this left no request is made: the operation times out instead.</summary>
    public TimeSpan ShortestRequest { get; } = settings.Time("component.nexusoperations.limit.request.timeout.min", TimeSpan.FromMilliseconds(1500));

    /// <summary>How much earlier a worker must answer than the caller stops waiting.</summary>
    public TimeSpan DispatchMargin { get; } = settings.Time("component.nexusoperations.limit.dispatch.task.timeout.min", TimeSpan.FromSeconds(1));

    /// <summary>The longest schedule-to-close timeout; zero for no limit.</summary>
    public TimeSpan ScheduleToClose { get; } = settings.Time("component.nexusoperations.limit.scheduleToCloseTimeout", TimeSpan.Zero);

    public RetryPause OperationRetry { get; } = RetryPause.From(settings, "component.nexusoperations");

    public RetryPause CallbackRetry { get; } = RetryPause.From(settings, "component.callbacks");

    public TimeSpan CallbackRequest { get; } = settings.Time("component.callbacks.request.timeout", TimeSpan.FromSeconds(10));

    public int CallbacksPerWorkflow { get; } = settings.Number("system.maxCallbacksPerWorkflow", 32);

    public int CallbackUrl { get; } = settings.Number("frontend.callbackURLMaxLength", 1000);

    public int CallbackHeaderBytes { get; } = settings.Number("frontend.callbackHeaderMaxLength", 8192);
}
