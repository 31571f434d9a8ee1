namespace BackgroundAgent.Forges.Git.Transports;

/// <summary>Asks the person's own git credential helpers (protocol: git-credential, "fill"). Nothing is stored or printed.</summary>
internal sealed class CredentialHelper(GitProgram git) : IGitCredentials
{
    public async Task<GitCredential?> GetAsync(Uri repository, CancellationToken cancellationToken)
    {
        var question = $"protocol={repository.Scheme}\nhost={repository.Authority}\npath={repository.AbsolutePath.TrimStart('/')}\n\n";
        var outcome = await git.RunAsync(Path.GetTempPath(), ["credential", "fill"], question, cancellationToken);
        if (!outcome.Succeeded)
        {
            return null;
        }

        var answer = outcome.StandardOutput.Split('\n')
            .Select(line => line.Split('=', 2))
            .Where(pair => pair.Length == 2)
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
        return answer.GetValueOrDefault("username") is { Length: > 0 } user && answer.GetValueOrDefault("password") is { Length: > 0 } password
            ? new GitCredential(user, password)
            : null;
    }
}
