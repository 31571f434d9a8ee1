using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace BackgroundAgent.TestKit.Git;

/// <summary>Serves the bare repositories of a folder over git's smart HTTP protocol, with <c>git http-backend</c> behind it.</summary>
public sealed class GitHttpHost : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly string folder;

    private GitHttpHost(WebApplication app, string folder)
    {
        this.app = app;
        this.folder = folder;
    }

    /// <summary>Ends with a slash.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1/");

    /// <summary><c>user:password</c> that every request must carry; null: none.</summary>
    public string? Credentials { get; set; }

    /// <summary>Status for every request instead of an answer; null: answer.</summary>
    public HttpStatusCode? Fault { get; set; }

    /// <summary>Method and path of every request, in order.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <param name="folder">Its children are the repositories.</param>
    public static async Task<GitHttpHost> StartAsync(string folder)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Limits.MaxRequestBodySize = null;
        });
        var app = builder.Build();
        var host = new GitHttpHost(app, folder);
        app.Run(host.ServeAsync);
        await app.StartAsync();
        host.Address = new Uri(app.Urls.First() + "/");
        return host;
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private async Task ServeAsync(HttpContext context)
    {
        Requests.Enqueue($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}");
        if (Fault is { } fault)
        {
            context.Response.StatusCode = (int)fault;
            return;
        }

        if (Credentials is { } credentials)
        {
            var expected = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials));
            if (context.Request.Headers.Authorization != expected)
            {
                context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                context.Response.Headers.WWWAuthenticate = "Basic realm=\"git\"";
                return;
            }
        }

        var start = GitCommand.StartInfo(folder, ["-c", "http.receivepack=true", "http-backend"]);
        start.Environment["GIT_PROJECT_ROOT"] = folder;
        start.Environment["GIT_HTTP_EXPORT_ALL"] = "1";
        start.Environment["PATH_INFO"] = context.Request.Path.Value;
        start.Environment["QUERY_STRING"] = context.Request.QueryString.Value?.TrimStart('?');
        start.Environment["REQUEST_METHOD"] = context.Request.Method;
        start.Environment["CONTENT_TYPE"] = context.Request.ContentType;
        start.Environment["REMOTE_USER"] = "tester";
        if (context.Request.Headers["Git-Protocol"] is [{ Length: > 0 } protocol])
        {
            start.Environment["GIT_PROTOCOL"] = protocol;
        }

        using var process = Process.Start(start)!;
        _ = process.StandardError.ReadToEndAsync(context.RequestAborted);
        await SendBodyAsync(context, process);
        await AnswerAsync(context, process);
        await process.WaitForExitAsync(context.RequestAborted);
    }

    private static async Task SendBodyAsync(HttpContext context, Process process)
    {
        Stream body = context.Request.Body;
        if (context.Request.Headers.ContentEncoding == "gzip")
        {
            body = new GZipStream(body, CompressionMode.Decompress);
        }

        try
        {
            await body.CopyToAsync(process.StandardInput.BaseStream, context.RequestAborted);
        }
        catch (IOException)
        {
            // The backend answered without reading it all.
        }

        process.StandardInput.Close();
    }

    /// <summary>A CGI answer (RFC 3875): header lines, an empty line, the body.</summary>
    private static async Task AnswerAsync(HttpContext context, Process process)
    {
        var output = process.StandardOutput.BaseStream;
        var line = new List<byte>();
        var next = new byte[1];
        while (await output.ReadAsync(next, context.RequestAborted) == 1)
        {
            if (next[0] != '\n')
            {
                line.Add(next[0]);
                continue;
            }

            var header = Encoding.ASCII.GetString([.. line]).TrimEnd('\r');
            line.Clear();
            if (header.Length == 0)
            {
                break;
            }

            var parts = header.Split(':', 2);
            if (parts[0] == "Status")
            {
                context.Response.StatusCode = int.Parse(parts[1].Trim().Split(' ')[0], CultureInfo.InvariantCulture);
            }
            else
            {
                context.Response.Headers[parts[0]] = parts[1].Trim();
            }
        }

        await output.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
