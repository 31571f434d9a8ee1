using System.CommandLine;
using BackgroundAgent.Starter.Arguments;
using BackgroundAgent.Starter.CommandLine;
using BackgroundAgent.Starter.Hosting;
using BackgroundAgent.Starter.Output;
using BackgroundAgent.Starter.Output.Json;
using BackgroundAgent.Worker;

namespace BackgroundAgent.Starter.Verbs;

/// <summary><c>up</c>: embedded server, worker and gateway in the foreground, for many tasks.</summary>
internal static class UpVerb
{
    public static Verb Create(VerbFactory verbs)
    {
        var verb = Verb.Of(
            "up",
            "Serve tasks in the foreground: Temporal server, worker and webhook gateway in one process, on this machine only.",
            new("bgagent up", "Then, in another terminal: bgagent enqueue …"),
            new("bgagent up --data-dir /srv/bgagent --gateway-port 8085 --at-once 16", "As a service, with a fixed port for webhooks"));
        var temporalPort = PortOption("--temporal-port", "Port of the Temporal server on 127.0.0.1");
        var gatewayPort = PortOption("--gateway-port", "Port of the webhook gateway on 127.0.0.1");
        var atOnce = CountOption("--at-once", "Steps of all tasks at once [default: twice the cores]");
        var ciAtOnce = CountOption("--ci-at-once", "Local CI runs at once [default: the cores]");
        var isolation = new IsolationOption();
        isolation.AddTo(verb);
        foreach (var option in new Option[] { temporalPort, gatewayPort, atOnce, ciAtOnce })
        {
            verb.Add(option);
        }

        verbs.OnRun(verb, (context, cancellationToken) => ServeAsync(
            context,
            isolation.ApplyTo(
                new AllInOneOptions
                {
                    DataDirectory = context.DataDirectory,
                    TemporalPort = context.Parsed.GetValue(temporalPort),
                    GatewayPort = context.Parsed.GetValue(gatewayPort),
                    MaxConcurrentActivities = context.Parsed.GetValue(atOnce),
                    MaxConcurrentCiRuns = context.Parsed.GetValue(ciAtOnce),
                },
                context.Parsed),
            cancellationToken));
        return verb;
    }

    private static async Task<int> ServeAsync(VerbContext context, AllInOneOptions options, CancellationToken cancellationToken)
    {
        using var interrupts = new Interrupts();
        await using var host = await EmbeddedHost.StartAsync(
            context, options, "Talk to it with the other verbs, such as 'bgagent list'; stop it with Ctrl-C; or choose another --data-dir.", cancellationToken);
        Announce(context, host.Endpoint);
        await interrupts.FirstAsync();
        if (context.Mode != OutputMode.Json)
        {
            context.Note("Stopping; tasks go on with the next 'bgagent up'. Ctrl-C again leaves at once.");
        }

        try
        {
            await host.StopAsync(interrupts.AtOnce);
        }
        catch (OperationCanceledException)
        {
            // What was not finished is started again from history.
        }

        return ExitCodes.Green;
    }

    private static void Announce(VerbContext context, AllInOneEndpoint endpoint)
    {
        var host = context.Host;
        if (context.Mode == OutputMode.Json)
        {
            JsonOutput.Write(
                host,
                new UpDocument(context.DataDirectory, endpoint.TemporalAddress, endpoint.Namespace, endpoint.GatewayUrl, endpoint.UiUrl, endpoint.ProcessId),
                JsonShapes.Readable.UpDocument);
        }
        else
        {
            host.Out.WriteLine($"bgagent is up (process {endpoint.ProcessId})");
            host.Out.WriteLine($"data: {context.DataDirectory}");
            host.Out.WriteLine($"Temporal: {endpoint.TemporalAddress}, namespace {endpoint.Namespace}");
            host.Out.WriteLine($"webhooks: {endpoint.GatewayUrl}/webhooks/ci");
            host.Out.WriteLine("Hand over a task with 'bgagent enqueue'; stop with Ctrl-C.");
        }

        host.Out.Flush();
    }

    private static Option<int> PortOption(string name, string description)
    {
        var option = new Option<int>(name) { Description = description + " [default: any free one]", HelpName = "PORT" };
        option.Validators.Add(result => Check(result, name, 0, ushort.MaxValue));
        return option;
    }

    private static Option<int?> CountOption(string name, string description)
    {
        var option = new Option<int?>(name) { Description = description, HelpName = "N" };
        option.Validators.Add(result => Check(result, name, 1, 1_000));
        return option;
    }

    private static void Check(System.CommandLine.Parsing.OptionResult result, string name, int least, int most)
    {
        if (result.Tokens.Count > 0 && (!int.TryParse(result.Tokens[0].Value, out var number) || number < least || number > most))
        {
            result.AddError($"{name}: '{result.Tokens[0].Value}' is not a number from {least} to {most}");
        }
    }
}
