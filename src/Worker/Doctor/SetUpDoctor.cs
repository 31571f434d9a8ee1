using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Forges;
using BackgroundAgent.Forges.GitHub;
using BackgroundAgent.Sandbox;
using BackgroundAgent.Worker.Connections;
using BackgroundAgent.Worker.Data;
using BackgroundAgent.Worker.Maintenance;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Temporalio.Api.WorkflowService.V1;
using Temporalio.Client;
using Temporalio.Exceptions;

namespace BackgroundAgent.Worker.Doctor;

/// <summary>Looks the set-up over in the order in which things have to be right, and says of each what to do.</summary>
public static class SetUpDoctor
{
    /// <summary>A history that is gone before somebody asks why cannot answer.</summary>
    private static readonly TimeSpan ShortestRetention = TimeSpan.FromDays(3);

    public static async Task<IReadOnlyList<DoctorFinding>> ExamineAsync(DoctorRequest request, CancellationToken cancellationToken)
    {
        var findings = new List<DoctorFinding>();
        await TemporalAsync(request, findings, cancellationToken);
        var configuration = request.Configuration ?? Settings.Load(new DataLayout(request.DataDirectory));
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddSandbox()
            .AddForges(options => options.DataDirectory = request.DataDirectory)
            .AddGitHubForge(options => configuration.GetSection(GitHubOptions.Section).Bind(options))
            .BuildServiceProvider();
        foreach (var doctor in services.GetServices<IForgeDoctor>())
        {
            var repository = request.Repository?.Forge == doctor.Name ? request.Repository : null;
            findings.AddRange((await doctor.ExamineAsync(repository, cancellationToken)).Select(found => new DoctorFinding(found.Subject, found.Fine, found.Detail, found.Fix)));
        }

        return findings;
    }

    private static async Task TemporalAsync(DoctorRequest request, List<DoctorFinding> findings, CancellationToken cancellationToken)
    {
        ITemporalClient client;
        try
        {
            client = await request.Connect();
            findings.Add(new("Temporal reachable", true, $"{client.Connection.Options.TargetHost}, namespace {client.Options.Namespace}."));
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            findings.Add(new("Temporal reachable", false, fault.Message, "Start 'bgagent up', or check --address and TEMPORAL_ADDRESS."));
            return;
        }

        await RetentionAsync(client, findings, cancellationToken);
        await SchedulesAsync(client, request, findings, cancellationToken);
        try
        {
            await SearchAttributes.EnsureAsync(client, request.Repair, cancellationToken);
            findings.Add(new("search attributes", true, request.Repair ? "All there, or added now." : "All there."));
        }
        catch (MissingSearchAttributesException missing)
        {
            findings.Add(new("search attributes", false, missing.Message, "Run 'bgagent doctor --fix', or the command above."));
        }
        catch (RpcException fault)
        {
            findings.Add(new("search attributes", null, fault.Message));
        }
    }

    /// <summary>Those of redelivery and janitor, which a worker makes when it starts with GitHub set up.</summary>
    private static async Task SchedulesAsync(ITemporalClient client, DoctorRequest request, List<DoctorFinding> findings, CancellationToken cancellationToken)
    {
        var configuration = request.Configuration ?? Settings.Load(new DataLayout(request.DataDirectory));
        try
        {
            if (request.Repair)
            {
                await SystemSchedules.EnsureAsync(client, configuration, cancellationToken);
            }

            var missing = await SystemSchedules.MissingAsync(client, configuration, cancellationToken);
            if (missing is not null)
            {
                findings.Add(missing.Count == 0
                    ? new("schedules", true, "Redelivery and janitor are as the settings want them.")
                    : new("schedules", false, $"Missing: {string.Join(", ", missing)}.", "Run 'bgagent schedule ensure', or start a worker."));
            }
        }
        catch (System.ComponentModel.DataAnnotations.ValidationException fault)
        {
            findings.Add(new("schedules", false, fault.Message, "Change the settings; docs/github.md lists them."));
        }
        catch (RpcException fault)
        {
            findings.Add(new("schedules", null, fault.Message));
        }
    }

    private static async Task RetentionAsync(ITemporalClient client, List<DoctorFinding> findings, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await client.WorkflowService.DescribeNamespaceAsync(
                new DescribeNamespaceRequest { Namespace = client.Options.Namespace }, new RpcOptions { CancellationToken = cancellationToken });
            var kept = answer.Config?.WorkflowExecutionRetentionTtl?.ToTimeSpan() ?? TimeSpan.Zero;

            // Zero: the server keeps them for ever, as the embedded one does.
            findings.Add(kept == TimeSpan.Zero || kept >= ShortestRetention
                ? new("retention", true, kept == TimeSpan.Zero ? "Ended tasks are kept." : $"Ended tasks are kept for {kept.TotalDays:0} day(s).")
                : new("retention", false, $"Ended tasks are kept for {kept.TotalHours:0} h only.", $"temporal operator namespace update --namespace {client.Options.Namespace} --retention 168h"));
        }
        catch (RpcException fault)
        {
            findings.Add(new("retention", null, fault.Message));
        }
    }
}

/// <summary>What to look at.</summary>
public sealed record DoctorRequest
{
    public required string DataDirectory { get; init; }

    /// <summary>Connects to the Temporal that tasks use; what it throws is a finding.</summary>
    public required Func<Task<ITemporalClient>> Connect { get; init; }

    /// <summary>Null: that of the data directory and the environment.</summary>
    public IConfiguration? Configuration { get; init; }

    /// <summary>Null: no single repository.</summary>
    public RepositoryRef? Repository { get; init; }

    /// <summary>Adds search attributes that are missing.</summary>
    public bool Repair { get; init; }
}

/// <param name="Subject">A few words.</param>
/// <param name="Fine">Null: it cannot be told, or is only worth knowing.</param>
/// <param name="Detail">One sentence.</param>
/// <param name="Fix">What to do; null where nothing is wrong.</param>
public sealed record DoctorFinding(string Subject, bool? Fine, string Detail, string? Fix = null);
