using BackgroundAgent.Starter.CommandLine;

namespace BackgroundAgent.Starter.Connections;

/// <summary>Where a verb will find its tasks.</summary>
/// <param name="Address"><c>host:port</c>; null: Temporal's client configuration decides.</param>
/// <param name="Namespace">Null: Temporal's client configuration decides.</param>
/// <param name="Origin">Why this one, for messages.</param>
/// <param name="IsOurs">Whether it is an <c>up</c> of this machine, for which TLS and keys of the environment are not meant.</param>
internal sealed record TemporalTarget(string? Address, string? Namespace, string Origin, bool IsOurs = false)
{
    /// <summary>
    /// Explicit before environment before what is found: <c>--address</c>; the <c>up</c> of a typed <c>--data-dir</c>; TEMPORAL_ADDRESS
    /// or a TEMPORAL_PROFILE; the <c>up</c> of the data directory.
    /// </summary>
    /// <param name="context">The invocation.</param>
    /// <param name="options">Connection options of the verb.</param>
    /// <param name="find">Address and namespace of a living <c>up</c> on a data directory; null when there is none.</param>
    public static TemporalTarget Choose(VerbContext context, ConnectionOptions options, Func<string, (string Address, string Namespace)?> find)
    {
        var typed = context.Parsed.GetValue(options.Address);
        var space = context.Parsed.GetValue(options.Namespace);
        if (typed is not null)
        {
            return new TemporalTarget(typed, space, "--address");
        }

        var environment = context.Host.Variable("TEMPORAL_ADDRESS") is not null ? "TEMPORAL_ADDRESS"
            : context.Host.Variable("TEMPORAL_PROFILE") is not null ? "TEMPORAL_PROFILE"
            : null;
        if (environment is not null && !context.DataDirectoryGiven)
        {
            return new TemporalTarget(null, space, environment);
        }

        return find(context.DataDirectory) is { } found
            ? new TemporalTarget(found.Address, space ?? found.Namespace, $"the 'bgagent up' on {context.DataDirectory}", IsOurs: true)
            : throw CliException.Other(
                $"no 'bgagent up' is running on {context.DataDirectory}",
                "Start it with 'bgagent up', or name a Temporal cluster with --address or TEMPORAL_ADDRESS.");
    }
}
