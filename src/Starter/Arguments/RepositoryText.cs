using System.Text.RegularExpressions;

namespace BackgroundAgent.Starter.Arguments;

/// <summary>Where the code is, as typed: a folder, or a URL without credentials.</summary>
/// <param name="Url">Absolute path, or the URL as typed.</param>
/// <param name="IsLocal">Whether it is a folder of this machine.</param>
internal sealed partial record RepositoryText(string Url, bool IsLocal)
{
    public static RepositoryText Parse(string text, string workingDirectory)
    {
        if (text.Trim().Length == 0)
        {
            throw CliException.Usage("--repo is empty", "Give a folder or a clone URL.");
        }

        if (text.StartsWith("file://", StringComparison.OrdinalIgnoreCase))
        {
            return Uri.TryCreate(text, UriKind.Absolute, out var file)
                ? new RepositoryText(Path.TrimEndingDirectorySeparator(Path.GetFullPath(file.LocalPath)), IsLocal: true)
                : throw CliException.Usage($"'{text}' is not a valid file URL");
        }

        if (text.Contains("://", StringComparison.Ordinal))
        {
            return Remote(text);
        }

        return ScpForm().IsMatch(text)
            ? new RepositoryText(text, IsLocal: false)
            : new RepositoryText(Path.TrimEndingDirectorySeparator(Path.GetFullPath(text, workingDirectory)), IsLocal: true);
    }

    // The URL itself is not repeated in a message: it may hold a secret.
    private static RepositoryText Remote(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https" or "ssh" or "git"))
        {
            throw CliException.Usage("--repo is a URL of a kind that cannot be cloned", "Use https://, ssh://, git:// or file://, or a folder.");
        }

        var hasPassword = url.UserInfo.Contains(':', StringComparison.Ordinal);
        // A user name alone is normal for SSH; over HTTP it is a token.
        if (hasPassword || (url.UserInfo.Length > 0 && url.Scheme is ("http" or "https")))
        {
            throw CliException.Usage(
                "--repo has credentials in its URL; they would end up in logs and history",
                $"Use {url.Scheme}://{url.Host}{url.AbsolutePath} and let git's credential helper or an SSH key sign in.");
        }

        return new RepositoryText(text, IsLocal: false);
    }

    // git@host:path, but not C:\path or ./a:b
    [GeneratedRegex(@"^[A-Za-z0-9_.-]+@[A-Za-z0-9.-]+:[^/\\].*\z", RegexOptions.NonBacktracking)]
    private static partial Regex ScpForm();
}
