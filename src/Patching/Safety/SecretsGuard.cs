using BackgroundAgent.Contracts.Activities;
using BackgroundAgent.Contracts.Secrets;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Patching.Safety.Tests;

namespace BackgroundAgent.Patching.Safety;

/// <summary>
/// Looks for secrets in added lines and for files that are secrets. What the same file had already is no news. Messages name the form and
/// the place, never the value.
/// </summary>
internal sealed class SecretsGuard : IPatchGuard
{
    /// <summary>Characters of one line that are looked at: generated files have lines of megabytes.</summary>
    private const int LineLimit = 20_000;

    /// <summary>Hits of one file; the first ones are enough to stop a push.</summary>
    private const int HitsPerFile = 5;

    private static readonly PathGlobs SecretFiles = new(
    [
        "**/id_rsa", "**/id_dsa", "**/id_ecdsa", "**/id_ed25519", "**/*.pfx", "**/*.p12", "**/*.jks", "**/*.keystore", "**/*.kdbx", "**/*.ppk",
        "**/.netrc", "**/_netrc", "**/.git-credentials", "**/.pypirc", "**/.htpasswd",
        "**/credentials.json", "**/service-account*.json", "**/terraform.tfstate", "**/*.tfstate", "**/secrets.json", "**/.docker/config.json", "**/kubeconfig",
    ]);

    /// <summary>Where values stand without quotes.</summary>
    private static readonly PathGlobs EnvironmentFiles = new(["**/.env", "**/.env.*", "**/*.env", "**/*.properties"]);

    private static readonly PathGlobs Templates = new(["**/*.example", "**/*.sample", "**/*.template", "**/*.dist"]);

    public IEnumerable<GuardHit> Check(PatchDiff diff, TaskPolicy policy)
    {
        foreach (var file in diff.Files.Where(file => file.Change != ChangeType.Deleted))
        {
            if (file.Change == ChangeType.Added && SecretFiles.Match(file.Path))
            {
                yield return new GuardHit(Reason.SecretInDiff, file.Path, $"{file.Path} is a file of a kind that holds secrets.");
            }

            foreach (var hit in InLines(file).Take(HitsPerFile))
            {
                yield return hit;
            }
        }
    }

    private static IEnumerable<GuardHit> InLines(ChangedFile file)
    {
        HashSet<string> known = [.. file.Deleted.SelectMany(line => Values(file.Path, line.Text)).Select(secret => secret.Value)];
        foreach (var line in file.Added)
        {
            foreach (var (pattern, value) in Values(file.Path, line.Text))
            {
                if (known.Add(value))
                {
                    yield return new GuardHit(Reason.SecretInDiff, file.Path, $"{file.Path} line {line.Number} holds what looks like a secret ({pattern}).");
                }
            }
        }
    }

    private static IEnumerable<(string Pattern, string Value)> Values(string path, string line)
    {
        var text = line.Length > LineLimit ? line[..LineLimit] : line;
        var found = SecretPatterns.Find(text).Concat(EnvironmentFiles.Match(path) && !Templates.Match(path) ? SecretPatterns.FindNamed(text) : []);
        // Tests are full of made-up passwords; tokens with a form of their own count there too.
        return found
            .Where(match => match.Pattern != SecretPatterns.Assigned.Name || !FileRoles.IsTest(path))
            .Select(match => (match.Pattern, text.Substring(match.Index, match.Length)));
    }
}
