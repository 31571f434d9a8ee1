using System.Security.Cryptography;
using System.Text;

namespace BackgroundAgent.Activities.Workspaces;

/// <summary>Tells whether two patches are the same change.</summary>
internal static class PatchHash
{
    /// <summary>SHA-256, lower-case hexadecimal, of a unified diff without blob ids and line numbers: the same edit further down is the same.</summary>
    public static string Of(string diff)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var line in diff.AsSpan().EnumerateLines())
        {
            if (!line.StartsWith("@@", StringComparison.Ordinal) && !line.StartsWith("index ", StringComparison.Ordinal))
            {
                hash.AppendData(Encoding.UTF8.GetBytes($"{line}\n"));
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
