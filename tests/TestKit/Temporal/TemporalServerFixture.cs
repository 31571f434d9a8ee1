using Temporalio.Api.OperatorService.V1;
using Temporalio.Client;
using Temporalio.Common;
using Temporalio.Exceptions;
using Temporalio.Testing;
using Xunit;

namespace BackgroundAgent.TestKit.Temporal;

/// <summary>
/// One Temporal server for a test class, collection or assembly: the embedded server by default, the genuine dev server
/// when TEMPORAL_CLI_PATH names the <c>temporal</c> program, an already running one when TEMPORAL_ADDRESS is set
/// (with TEMPORAL_NAMESPACE, default <c>default</c>). Derive and pass settings for search attributes or time skipping.
/// Tests share it, so ids and task queues must be unique.
/// </summary>
public class TemporalServerFixture : IAsyncLifetime
{
    /// <summary>A loaded machine may need this long before the server answers its first connect.</summary>
    private static readonly TimeSpan StartupTimeout = TimeSpan.FromSeconds(60);

    private readonly TemporalServerSettings settings;
    private WorkflowEnvironment? environment;
    private ITemporalClient? client;

    public TemporalServerFixture()
        : this(new TemporalServerSettings())
    {
    }

    protected TemporalServerFixture(TemporalServerSettings settings) => this.settings = settings;

    /// <summary>Which server this is.</summary>
    public TemporalServerKind Kind { get; private set; }

    /// <summary>A connected client; shared, do not dispose.</summary>
    public ITemporalClient Client => client ?? throw NotStarted();

    /// <summary><c>host:port</c> of the gRPC endpoint.</summary>
    public string Address => Client.Connection.Options.TargetHost ?? throw NotStarted();

    /// <summary>The environment, for time skipping. Null with TEMPORAL_ADDRESS.</summary>
    public WorkflowEnvironment? Environment => environment;

    /// <inheritdoc/>
    public virtual async ValueTask InitializeAsync()
    {
        var address = System.Environment.GetEnvironmentVariable("TEMPORAL_ADDRESS");
        var cli = System.Environment.GetEnvironmentVariable("TEMPORAL_CLI_PATH");
        if (settings.TimeSkipping)
        {
            environment = await WorkflowEnvironment.StartTimeSkippingAsync(new()
            {
                TestServer = new()
                {
                    ExistingPath = DevServerProgram.Locate(),
                    ExtraArgs = [.. settings.SearchAttributes.SelectMany(key => new[] { "--search-attribute", $"{key.Name}={key.ValueType}" })],
                    StartupTimeout = StartupTimeout,
                },
            });
            client = environment.Client;
        }
        else if (!string.IsNullOrEmpty(address))
        {
            Kind = TemporalServerKind.Address;
            client = await TemporalClient.ConnectAsync(new(address)
            {
                Namespace = System.Environment.GetEnvironmentVariable("TEMPORAL_NAMESPACE") is { Length: > 0 } name ? name : "default",
            });
            await RegisterSearchAttributesAsync(client);
        }
        else
        {
            Kind = string.IsNullOrEmpty(cli) ? TemporalServerKind.Embedded : TemporalServerKind.GenuineCli;
            environment = await StartLocalAsync(string.IsNullOrEmpty(cli) ? DevServerProgram.Locate() : cli);
            client = environment.Client;
        }
    }

    /// <inheritdoc/>
    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (environment is not null)
        {
            await environment.DisposeAsync();
        }
    }

    private Task<WorkflowEnvironment> StartLocalAsync(string program) => WorkflowEnvironment.StartLocalAsync(new()
    {
        SearchAttributes = [.. settings.SearchAttributes],
        DevServerOptions = new()
        {
            ExistingPath = program,
            DatabaseFilename = settings.DatabaseFile,
            ExtraArgs = [.. settings.DynamicConfig.SelectMany(pair => new[] { "--dynamic-config-value", pair })],
            StartupTimeout = StartupTimeout,
        },
    });

    private async Task RegisterSearchAttributesAsync(ITemporalClient connected)
    {
        foreach (var key in settings.SearchAttributes)
        {
            var request = new AddSearchAttributesRequest { Namespace = connected.Options.Namespace };
            request.SearchAttributes.Add(key.Name, key.ValueType);
            try
            {
                await connected.OperatorService.AddSearchAttributesAsync(request);
            }
            catch (RpcException e) when (e.Code == RpcException.StatusCode.AlreadyExists)
            {
                // A server that outlives the run keeps what an earlier run registered.
            }
        }
    }

    private static InvalidOperationException NotStarted() => new("The server is not started; xunit calls InitializeAsync before the first test.");
}
