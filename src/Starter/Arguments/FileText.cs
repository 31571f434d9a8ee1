using BackgroundAgent.Starter.CommandLine;

namespace BackgroundAgent.Starter.Arguments;

/// <summary>The text of a file named on the command line.</summary>
internal static class FileText
{
    public static async Task<string> ReadAsync(CliHost host, string option, string path, CancellationToken cancellationToken)
    {
        var full = Path.GetFullPath(path, host.WorkingDirectory);
        try
        {
            return await File.ReadAllTextAsync(full, cancellationToken);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw CliException.Usage($"{option}: there is no file {full}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw CliException.Usage($"{option}: {full} cannot be read: {exception.Message}");
        }
    }
}
