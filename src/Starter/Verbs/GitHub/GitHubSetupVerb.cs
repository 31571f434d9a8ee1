using BackgroundAgent.Starter.CommandLine;
using BackgroundAgent.Starter.Output;
using BackgroundAgent.Starter.Output.Json;
using BackgroundAgent.Worker.Setup;

namespace BackgroundAgent.Starter.Verbs.GitHub;

/// <summary><c>github setup</c>: makes the App from a manifest and keeps its secrets in the data directory.</summary>
internal static class GitHubSetupVerb
{
    public static Verb Create(VerbFactory verbs)
    {
        var verb = Verb.Of(
            "setup",
            "Make the GitHub App from a manifest, in a browser, and keep its key and secret in the data directory.",
            new("bgagent github setup", "An App of your own that polls; open the address that is shown"),
            new("bgagent github setup --org acme --webhook-url https://bgagent.example.org", "An organization's App that sends webhooks"),
            new("bgagent github setup --server https://github.example.org", "On an Enterprise Server"),
            new("bgagent github setup --page app.html", "No browser here: open the file elsewhere, paste the address it ends at"),
            new("bgagent github setup --print-manifest", "Only see what the App would be"));
        var options = new SetupOptions();
        options.AddTo(verb);
        verbs.OnRun(verb, async (context, cancellationToken) =>
        {
            var request = options.Read(context);
            if (context.Parsed.GetValue(options.PrintManifest))
            {
                context.Host.Out.WriteLine(request.ManifestJson(SetupOptions.NoRedirect));
                return ExitCodes.Green;
            }

            if (GitHubAppFlow.IsSetUp(context.DataDirectory) && !context.Parsed.GetValue(options.Replace))
            {
                throw CliException.Other("GitHub is set up already", "Look it over with 'bgagent doctor', or make another App with --replace.");
            }

            try
            {
                Show(context, request, await MakeAsync(context, options, request, cancellationToken));
            }
            catch (SetupFailedException fault)
            {
                throw CliException.Other(fault.Message, "Run 'bgagent github setup' again; an App that was made already can be deleted in GitHub's settings.", fault);
            }

            return ExitCodes.Green;
        });
        return verb;
    }

    private static async Task<AppSetUp> MakeAsync(VerbContext context, SetupOptions options, GitHubAppRequest request, CancellationToken cancellationToken)
    {
        if (context.Parsed.GetValue(options.Code) is { } typed)
        {
            return await GitHubAppFlow.ExchangeAsync(request, CodeOf(typed), cancellationToken);
        }

        await using var flow = await StartAsync(context, options, request, cancellationToken);
        var limit = context.Parsed.GetValue(options.Timeout);
        context.Note($"Open {flow.Address} in a browser on this machine and press the button.");
        if (context.Parsed.GetValue(options.Page) is { } file)
        {
            await WriteAsync(Path.GetFullPath(file, context.Host.WorkingDirectory), flow.Html, cancellationToken);
            context.Note($"Or open {file} in a browser elsewhere. It ends at an address that it cannot open: paste that address here.");
        }

        context.Note($"Waiting for {Elapsed.Show(limit)}; Ctrl-C leaves without an App.");
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        waiting.CancelAfter(limit);
        _ = ListenAsync(context, flow, waiting.Token);
        try
        {
            return await flow.FinishAsync(waiting.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw CliException.Other($"no App was made within {Elapsed.Show(limit)}", "Run it again, with a longer --timeout; nothing was stored.");
        }
    }

    private static async Task<GitHubAppFlow> StartAsync(VerbContext context, SetupOptions options, GitHubAppRequest request, CancellationToken cancellationToken)
    {
        var port = context.Parsed.GetValue(options.Port);
        try
        {
            return await GitHubAppFlow.StartAsync(request, port, cancellationToken);
        }
        catch (IOException fault)
        {
            throw CliException.Other($"port {port} of 127.0.0.1 cannot be used: {fault.Message}", "Choose another --port, or none for any free one.", fault);
        }
    }

    /// <summary>Takes what is pasted, until there is no more to read. A console reads in its own time, so that waits elsewhere.</summary>
    private static Task ListenAsync(VerbContext context, GitHubAppFlow flow, CancellationToken cancellationToken) => Task.Run(
        async () =>
        {
            while (!cancellationToken.IsCancellationRequested && await context.Host.In.ReadLineAsync(cancellationToken) is { } line)
            {
                if (line.Trim().Length > 0 && !flow.TryTake(line))
                {
                    context.Note("That is not the address that the form of this run ends at; paste all of it.");
                }
            }
        },
        cancellationToken);

    private static string CodeOf(string typed)
    {
        var code = Uri.TryCreate(typed.Trim(), UriKind.Absolute, out var address)
            ? address.Query.TrimStart('?').Split('&').FirstOrDefault(pair => pair.StartsWith("code=", StringComparison.Ordinal))?["code=".Length..]
            : typed.Trim();
        return code is { Length: > 0 and <= 200 } && code.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_')
            ? code
            : throw CliException.Usage("--code: there is no code in it", "Give what stands behind code= in the address that the browser ended at, or all of the address.");
    }

    private static async Task WriteAsync(string file, string html, CancellationToken cancellationToken)
    {
        try
        {
            await File.WriteAllTextAsync(file, html, cancellationToken);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw CliException.Usage($"--page: {file} cannot be written: {fault.Message}");
        }
    }

    private static void Show(VerbContext context, GitHubAppRequest request, AppSetUp app)
    {
        if (context.Mode == OutputMode.Json)
        {
            JsonOutput.Write(context.Host, app, JsonShapes.Readable.AppSetUp);
            return;
        }

        var output = context.Host.Out;
        output.WriteLine($"App {app.Slug} ({app.Id}) is set up.");
        output.WriteLine($"settings: {app.SettingsFile}");
        output.WriteLine($"key: {app.KeyFile}");
        output.WriteLine($"1. Install it on repositories: {app.InstallUrl}");
        output.WriteLine(app.HasWebhook
            ? $"2. Let the gateway answer at {request.Webhook}. One on another machine needs Gateway:GitHubSecrets of the settings file."
            : "2. Nothing needs to reach this machine: without webhooks tasks poll. --webhook-url makes an App that sends them.");
        output.WriteLine("3. Start 'bgagent up', again if it runs; then 'bgagent doctor --repo URL' says what is still wrong.");
    }
}
