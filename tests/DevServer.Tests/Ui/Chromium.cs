using System.Diagnostics;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace BackgroundAgent.DevServer.Tests.Ui;

/// <summary>A headless Chromium with one page, driven by the DevTools protocol; its processes end with it.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "chrome"];

    private readonly Process _process;
    private readonly DirectoryInfo _profile;
    private readonly ClientWebSocket _socket = new();
    private int _last;

    private Chromium(Process process, DirectoryInfo profile) => (_process, _profile) = (process, profile);

    /// <summary>Null when there is none. CHROMIUM_PATH names one that is elsewhere.</summary>
    public static string? Find() => Environment.GetEnvironmentVariable("CHROMIUM_PATH") is { Length: > 0 } named
        ? named
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(folder => Names.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);

    public static async Task<Chromium> OpenAsync(string program, Uri page, CancellationToken cancel)
    {
        var profile = Directory.CreateTempSubdirectory("devserver-chromium-");
        string[] arguments =
        [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--remote-debugging-port=0",
            $"--user-data-dir={profile.FullName}", "--window-size=1280,900", "about:blank",
        ];
        var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var browser = new Chromium(process, profile);
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            limit.CancelAfter(Limit);
            await browser._socket.ConnectAsync(await browser.PageAsync(limit.Token), limit.Token);
            await browser.CallAsync("Page.navigate", new() { ["url"] = page.ToString() }, limit.Token);
            return browser;
        }
        catch
        {
            await browser.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends when the expression, a JavaScript one, is true; fails with what the page shows when that takes too long.</summary>
    public async Task WaitAsync(string expression, CancellationToken cancel)
    {
        var found = await EvaluateAsync(
            $$"""
            new Promise(done => {
              const until = Date.now() + {{Limit.TotalMilliseconds}};
              const look = () => { if ({{expression}}) done(true); else if (Date.now() > until) done(false); else setTimeout(look, 20); };
              look();
            })
            """,
            cancel);
        if (found != "true")
        {
            Assert.Fail($"the page never fulfilled {expression}; it shows:\n{await EvaluateAsync("document.body.innerText", cancel)}");
        }
    }

    /// <summary>The value of a JavaScript expression as text; a promise is waited for.</summary>
    public async Task<string> EvaluateAsync(string expression, CancellationToken cancel)
    {
        var answer = await CallAsync("Runtime.evaluate", new() { ["expression"] = expression, ["awaitPromise"] = true, ["returnByValue"] = true }, cancel);
        Assert.True(answer["exceptionDetails"] is null, $"{expression}: {answer.ToJsonString()}");
        return answer["result"]!["value"] is { } value ? value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString() : "";
    }

    public async Task<byte[]> ScreenshotAsync(CancellationToken cancel) =>
        Convert.FromBase64String((await CallAsync("Page.captureScreenshot", [], cancel))["data"]!.GetValue<string>());

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
        try
        {
            _profile.Delete(recursive: true);
        }
        catch (IOException)
        {
            // A process of the browser that ends this moment still writes; the system's clean-up takes the rest.
        }
    }

    private async Task<JsonNode> CallAsync(string method, JsonObject parameters, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Limit + Limit);
        var id = ++_last;
        var request = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters };
        await _socket.SendAsync(Encoding.UTF8.GetBytes(request.ToJsonString()), WebSocketMessageType.Text, true, limit.Token);
        while (true)
        {
            var answer = await ReceiveAsync(limit.Token);
            if (answer["id"]?.GetValue<int>() == id)
            {
                return answer["result"] ?? throw new InvalidOperationException($"{method}: {answer.ToJsonString()}");
            }
        }
    }

    private async Task<JsonNode> ReceiveAsync(CancellationToken cancel)
    {
        using var message = new MemoryStream();
        var buffer = new byte[64 * 1024];
        WebSocketReceiveResult part;
        do
        {
            part = await _socket.ReceiveAsync(buffer, cancel);
            message.Write(buffer, 0, part.Count);
        }
        while (!part.EndOfMessage);
        return JsonNode.Parse(message.ToArray())!;
    }

    /// <summary>The browser writes its port into its profile once it listens.</summary>
    private async Task<Uri> PageAsync(CancellationToken cancel)
    {
        var file = Path.Combine(_profile.FullName, "DevToolsActivePort");
        using var http = new HttpClient();
        while (true)
        {
            Assert.False(_process.HasExited, $"Chromium ended with exit code {(_process.HasExited ? _process.ExitCode : 0)}");
            if (File.Exists(file) && await File.ReadAllLinesAsync(file, cancel) is [{ Length: > 0 } port, _, ..])
            {
                var targets = await http.GetFromJsonAsync<JsonArray>($"http://127.0.0.1:{port}/json/list", cancel);
                if (targets!.FirstOrDefault(t => t!["type"]!.GetValue<string>() == "page") is { } page)
                {
                    return new Uri(page["webSocketDebuggerUrl"]!.GetValue<string>());
                }
            }

            await Task.Delay(20, cancel);
        }
    }
}
