using System.Buffers;
using System.Security.Cryptography;
using BackgroundAgent.Contracts.Tasks;
using Microsoft.Extensions.Options;

namespace BackgroundAgent.Forges.Artifacts;

/// <summary>Artifacts as files below <c>artifacts</c> in the data directory. The reference is the file's absolute path, which people can open.</summary>
internal sealed class FolderArtifactStore(IOptions<ForgesOptions> options) : IArtifactStore
{
    private const int BufferBytes = 128 * 1024;
    private const int NameCharacters = 512;

    private readonly string root = Path.Join(Path.GetFullPath(options.Value.DataDirectory), "artifacts");

    public async Task<ArtifactRef> WriteAsync(string name, Stream content, string mediaType, CancellationToken cancellationToken)
    {
        var path = Path.Join(root, Checked(name));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);

        // Written beside and moved: a reader sees the old or the new artifact, and a kill leaves the old one.
        var temporary = $"{path}.{Guid.NewGuid():n}.tmp";
        try
        {
            var (digest, bytes) = await CopyAsync(content, temporary, cancellationToken);
            File.Move(temporary, path, overwrite: true);
            return new ArtifactRef(path, digest, bytes, mediaType);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    public Task<Stream?> OpenAsync(ArtifactRef artifact, CancellationToken cancellationToken)
    {
        var path = Path.GetFullPath(artifact.Uri);
        if (!path.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            throw new ForgeException(ForgeFault.Invalid, "The artifact does not lie in this store.");
        }

        try
        {
            return Task.FromResult<Stream?>(new FileStream(
                path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, BufferBytes, FileOptions.Asynchronous | FileOptions.SequentialScan));
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return Task.FromResult<Stream?>(null);
        }
    }

    private static async Task<(string Digest, long Bytes)> CopyAsync(Stream content, string file, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var target = new FileStream(file, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.Asynchronous);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            long total = 0;
            int read;
            while ((read = await content.ReadAsync(buffer, cancellationToken)) > 0)
            {
                hash.AppendData(buffer, 0, read);
                await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                total += read;
            }

            return (Convert.ToHexStringLower(hash.GetHashAndReset()), total);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static string Checked(string name)
    {
        var valid = name.Length is > 0 and <= NameCharacters
            && !name.Any(letter => char.IsControl(letter) || letter is '\\' or ':')
            && name.Split('/').All(part => part.Length > 0 && part is not ("." or ".."));
        return valid ? name : throw new ForgeException(ForgeFault.Invalid, "An artifact's name must be a relative path with forward slashes.");
    }
}
