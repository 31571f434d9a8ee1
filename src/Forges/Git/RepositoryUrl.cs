using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace BackgroundAgent.Forges.Git;

/// <summary>How a repository is reached.</summary>
public enum RepositoryScheme
{
    /// <summary>A path of this machine, or <c>file://</c>.</summary>
    Local,

    /// <summary><c>http</c> or <c>https</c>.</summary>
    Http,

    /// <summary><c>ssh</c>, also in the short form <c>user@host:path</c>.</summary>
    Ssh,
}

/// <summary>
/// A repository's address in one spelling. Credentials are refused: an address is stored in history and shown to people.
/// </summary>
/// <param name="Text">An absolute path, or a URL with lower-case scheme and host, without default port and trailing slash.</param>
/// <param name="Scheme">How it is reached.</param>
public sealed partial record RepositoryUrl(string Text, RepositoryScheme Scheme)
{
    /// <summary>The same for every spelling of an address; names the mirror's folder. 24 hexadecimal digits.</summary>
    public string Key => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(KeyText)))[..24];

    private string KeyText => Scheme != RepositoryScheme.Local && Text.EndsWith(".git", StringComparison.Ordinal) ? Text[..^4] : Text;

    /// <summary>Reads the address of a task.</summary>
    /// <exception cref="ForgeException"><see cref="ForgeFault.Invalid"/>: credentials, a relative path, an unknown scheme.</exception>
    public static RepositoryUrl Parse(string text)
    {
        var trimmed = text.Trim();
        if (trimmed.Length == 0 || trimmed.StartsWith('-') || trimmed.Any(char.IsControl))
        {
            throw Invalid("The repository address is empty, starts with a hyphen or has control characters.");
        }

        if (trimmed.StartsWith("file://", StringComparison.OrdinalIgnoreCase))
        {
            return Uri.TryCreate(trimmed, UriKind.Absolute, out var file) && (file.Host.Length == 0 || file.IsLoopback)
                ? Local(Uri.UnescapeDataString(file.AbsolutePath))
                : throw Invalid("A file:// address must name a path of this machine.");
        }

        if (SchemeForm().IsMatch(trimmed))
        {
            return Remote(trimmed);
        }

        if (Path.IsPathFullyQualified(trimmed))
        {
            return Local(trimmed);
        }

        return ShortSshForm().Match(trimmed) is { Success: true } ssh && !ssh.Groups["path"].Value.StartsWith(':')
            ? Remote($"ssh://{ssh.Groups["host"].Value}/{ssh.Groups["path"].Value.TrimStart('/')}")
            : throw Invalid("The repository address must be an absolute path or a file://, http(s):// or ssh:// URL.");
    }

    /// <summary>
    /// Reads what a person typed: also a relative path, <c>~/…</c>, or a folder inside a repository.
    /// </summary>
    /// <param name="text">As typed.</param>
    /// <param name="currentDirectory">Absolute; relative paths start here.</param>
    /// <exception cref="ForgeException"><see cref="ForgeFault.Invalid"/>.</exception>
    public static RepositoryUrl FromPerson(string text, string currentDirectory)
    {
        var trimmed = text.Trim();
        if (trimmed == "~" || trimmed.StartsWith("~/", StringComparison.Ordinal))
        {
            trimmed = Path.Join(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), trimmed[1..]);
        }

        var looksRemote = SchemeForm().IsMatch(trimmed) || trimmed.StartsWith("file://", StringComparison.OrdinalIgnoreCase);
        if (trimmed.Length > 0 && !looksRemote && !trimmed.StartsWith('-'))
        {
            var path = Path.GetFullPath(trimmed, currentDirectory);
            if (Directory.Exists(path))
            {
                return Local(EnclosingRepository(path) ?? path);
            }
        }

        return Parse(trimmed);
    }

    private static string? EnclosingRepository(string path)
    {
        for (var folder = new DirectoryInfo(path); folder is not null; folder = folder.Parent)
        {
            if (Path.Exists(Path.Join(folder.FullName, ".git")) || IsBare(folder.FullName))
            {
                return folder.FullName;
            }
        }

        return null;
    }

    private static bool IsBare(string folder)
        => File.Exists(Path.Join(folder, "HEAD")) && Directory.Exists(Path.Join(folder, "objects")) && Directory.Exists(Path.Join(folder, "refs"));

    private static RepositoryUrl Local(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (Path.GetFileName(full) == ".git")
        {
            full = Path.GetDirectoryName(full)!;
        }

        // A link and its target must share one mirror.
        var target = Directory.Exists(full) ? Directory.ResolveLinkTarget(full, returnFinalTarget: true)?.FullName : null;
        return new RepositoryUrl(target ?? full, RepositoryScheme.Local);
    }

    private static RepositoryUrl Remote(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Host.Length == 0 || uri.AbsolutePath.Trim('/').Length == 0)
        {
            throw Invalid("The repository URL has no host or no path.");
        }

        var scheme = uri.Scheme switch
        {
            "http" or "https" => RepositoryScheme.Http,
            "ssh" => RepositoryScheme.Ssh,
            _ => throw Invalid($"Repositories cannot be reached by {uri.Scheme}://; use https, ssh or a path."),
        };

        // The user of an ssh URL is an account name (git@…); in an http URL it is often the token itself.
        if (uri.UserInfo.Length > 0 && (scheme == RepositoryScheme.Http || uri.UserInfo.Contains(':')))
        {
            throw Invalid("The repository URL contains credentials. Remove them from the URL and store them in a git credential helper.");
        }

        if (uri.Query.Length > 0 || uri.Fragment.Length > 0)
        {
            throw Invalid("The repository URL must not have a query or a fragment.");
        }

        var user = uri.UserInfo.Length > 0 ? uri.UserInfo + "@" : "";
        var port = uri.IsDefaultPort ? "" : ":" + uri.Port;
        return new RepositoryUrl($"{uri.Scheme}://{user}{uri.Host}{port}{uri.AbsolutePath.TrimEnd('/')}", scheme);
    }

    private static ForgeException Invalid(string message) => new(ForgeFault.Invalid, message);

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9+.-]*://", RegexOptions.NonBacktracking)]
    private static partial Regex SchemeForm();

    [GeneratedRegex(@"^(?<host>(?:[A-Za-z0-9._-]+@)?[A-Za-z0-9.-]+):(?<path>.+)\z", RegexOptions.NonBacktracking)]
    private static partial Regex ShortSshForm();
}
