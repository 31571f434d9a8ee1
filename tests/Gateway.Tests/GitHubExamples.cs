using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;
using BackgroundAgent.TestKit;

namespace BackgroundAgent.Gateway.Tests;

/// <summary>GitHub's own example payloads, from the npm package <c>@octokit/webhooks-examples</c>; fetched when a test needs them and never kept.</summary>
internal static class GitHubExamples
{
    private const string Package = "@octokit/webhooks-examples@7.6.1";
    private const string Index = "package/api.github.com/index.json";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <returns>Event name and payload of each; null when the package cannot be had, with the reason.</returns>
    public static async Task<(List<(string Event, string Payload)>? Examples, string Reason)> FetchAsync(CancellationToken cancellationToken)
    {
        using var folder = new ScratchFolder();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            var start = new ProcessStartInfo("npm", ["pack", Package, "--silent"])
            {
                WorkingDirectory = folder.Path,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using var npm = Process.Start(start)!;
            var error = npm.StandardError.ReadToEndAsync(limit.Token);
            await npm.StandardOutput.ReadToEndAsync(limit.Token);
            await npm.WaitForExitAsync(limit.Token);
            return npm.ExitCode == 0 ? (await ReadAsync(Directory.GetFiles(folder.Path, "*.tgz").Single(), cancellationToken), "") : (null, await error);
        }
        catch (System.ComponentModel.Win32Exception fault)
        {
            return (null, "npm cannot be started: " + fault.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, $"npm did not answer within {Limit.TotalSeconds} s");
        }
    }

    private static async Task<List<(string Event, string Payload)>> ReadAsync(string archive, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(archive);
        await using var unzipped = new GZipStream(file, CompressionMode.Decompress);
        await using var tar = new TarReader(unzipped);
        while (await tar.GetNextEntryAsync(copyData: false, cancellationToken) is { } entry)
        {
            if (entry.Name == Index)
            {
                using var document = await JsonDocument.ParseAsync(entry.DataStream!, cancellationToken: cancellationToken);
                return
                [
                    .. document.RootElement.EnumerateArray().SelectMany(kind => kind.GetProperty("examples").EnumerateArray()
                        .Select(example => (kind.GetProperty("name").GetString()!, example.GetRawText()))),
                ];
            }
        }

        throw new InvalidDataException($"{Index} is not in the package.");
    }
}
