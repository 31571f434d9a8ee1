using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;

namespace BackgroundAgent.TestKit.Npm;

/// <summary>Files of a package of npm, fetched when a test needs them and never kept.</summary>
public static class NpmPackage
{
    /// <summary>How long npm may take.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    /// <param name="package">Such as <c>@octokit/openapi@23.0.2</c>.</param>
    /// <param name="entry">Path in the archive, such as <c>package/index.json</c>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The file; null when npm or the package cannot be had, with the reason.</returns>
    /// <exception cref="InvalidDataException">The package has no such file.</exception>
    public static async Task<(byte[]? Content, string Reason)> ReadAsync(string package, string entry, CancellationToken cancellationToken)
    {
        using var folder = new ScratchFolder();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            var start = new ProcessStartInfo("npm", ["pack", package, "--silent"])
            {
                WorkingDirectory = folder.Path,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using var npm = Process.Start(start)!;
            var error = npm.StandardError.ReadToEndAsync(limit.Token);
            await npm.StandardOutput.ReadToEndAsync(limit.Token);
            await npm.WaitForExitAsync(limit.Token);
            return npm.ExitCode == 0 ? (await UnpackAsync(Directory.GetFiles(folder.Path, "*.tgz").Single(), entry, cancellationToken), "") : (null, await error);
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

    private static async Task<byte[]> UnpackAsync(string archive, string wanted, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(archive);
        await using var unzipped = new GZipStream(file, CompressionMode.Decompress);
        await using var tar = new TarReader(unzipped);
        while (await tar.GetNextEntryAsync(copyData: false, cancellationToken) is { } entry)
        {
            if (entry.Name == wanted)
            {
                using var content = new MemoryStream();
                await entry.DataStream!.CopyToAsync(content, cancellationToken);
                return content.ToArray();
            }
        }

        throw new InvalidDataException($"{wanted} is not in the package.");
    }
}
