using Temporalio.Api.Deployment.V1;

namespace BackgroundAgent.DevServer.Workers.Deployments;

/// <summary>A worker deployment with its versions. Changed only under the book's lock.</summary>
internal sealed class DeploymentRecord
{
    public required string Namespace { get; init; }

    /// <summary>Without the version summaries, which are made from <see cref="Versions"/> when asked for.</summary>
    public required WorkerDeploymentInfo Info { get; init; }

    public string CreateRequestId { get; set; } = "";

    public ByteString ConflictToken { get; set; } = ByteString.Empty;

    public Dictionary<string, DeploymentVersion> Versions { get; } = new(StringComparer.Ordinal);

    public string Name => Info.Name;

    public string Key => Namespace + "\n" + Name;

    public RoutingConfig Routing => Info.RoutingConfig;

    public static DeploymentRecord Create(string @namespace, string name, DateTimeOffset now, string requestId = "") => new()
    {
        Namespace = @namespace,
        CreateRequestId = requestId,
        ConflictToken = TokenOf(now),
        Info = new WorkerDeploymentInfo
        {
            Name = name,
            CreateTime = Timestamp.FromDateTimeOffset(now),
            RoutingConfig = new RoutingConfig { CurrentVersion = VersionName.Unversioned },
            RoutingConfigUpdateState = RoutingConfigUpdateState.Completed,
        },
    };

    /// <summary>Changes with every change of the routing or the manager; two changes at the same instant still differ.</summary>
    public void Touch(DateTimeOffset now, string identity)
    {
        var token = TokenOf(now);
        ConflictToken = token == ConflictToken ? TokenOf(now.AddTicks(1)) : token;
        Info.LastModifierIdentity = identity;
    }

    public DeploymentVersion Add(string build, WorkerDeploymentVersionStatus status, DateTimeOffset now)
    {
        var version = new DeploymentVersion(new WorkerDeploymentVersionInfo
        {
            Version = $"{Name}.{build}",
            DeploymentName = Name,
            DeploymentVersion = new() { DeploymentName = Name, BuildId = build },
            Status = status,
            CreateTime = Timestamp.FromDateTimeOffset(now),
        });
        Versions.Add(build, version);
        return version;
    }

    public WorkerDeploymentInfo Describe()
    {
        var info = Info.Clone();
        info.VersionSummaries.Add(Versions.Values.OrderByDescending(v => v.Info.CreateTime.ToDateTimeOffset()).Select(v => v.Summary()));
        return info;
    }

    public byte[] ToBytes()
    {
        using var stream = new MemoryStream();
        new StringValue { Value = Namespace }.WriteDelimitedTo(stream);
        new StringValue { Value = CreateRequestId }.WriteDelimitedTo(stream);
        new BytesValue { Value = ConflictToken }.WriteDelimitedTo(stream);
        Info.WriteDelimitedTo(stream);
        foreach (var version in Versions.Values)
        {
            version.Info.WriteDelimitedTo(stream);
            new StringValue { Value = version.CreateRequestId }.WriteDelimitedTo(stream);
        }

        return stream.ToArray();
    }

    public static DeploymentRecord FromBytes(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        var @namespace = StringValue.Parser.ParseDelimitedFrom(stream).Value;
        var requestId = StringValue.Parser.ParseDelimitedFrom(stream).Value;
        var token = BytesValue.Parser.ParseDelimitedFrom(stream).Value;
        var record = new DeploymentRecord
        {
            Namespace = @namespace,
            CreateRequestId = requestId,
            ConflictToken = token,
            Info = WorkerDeploymentInfo.Parser.ParseDelimitedFrom(stream),
        };
        while (stream.Position < stream.Length)
        {
            var info = WorkerDeploymentVersionInfo.Parser.ParseDelimitedFrom(stream);
            record.Versions[info.DeploymentVersion.BuildId] =
                new DeploymentVersion(info) { CreateRequestId = StringValue.Parser.ParseDelimitedFrom(stream).Value };
        }

        return record;
    }

    private static ByteString TokenOf(DateTimeOffset time) => ByteString.CopyFrom(BitConverter.GetBytes(time.UtcTicks));
}
