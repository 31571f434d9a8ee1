using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace BackgroundAgent.Gateway.GitHub;

/// <summary>GitHub's webhook signature: HMAC-SHA256 of the raw body, in the header <c>X-Hub-Signature-256</c> ("Validating webhook deliveries").</summary>
internal static class GitHubSignature
{
    public const string Header = "X-Hub-Signature-256";

    private const string Prefix = "sha256=";

    public static string Sign(string secret, ReadOnlySpan<byte> body)
        => Prefix + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));

    /// <summary>Compares in constant time with the signature of every secret.</summary>
    public static bool Verify(IEnumerable<string> secrets, ReadOnlySpan<byte> body, string signature)
    {
        Span<byte> given = stackalloc byte[HMACSHA256.HashSizeInBytes];
        if (signature.Length != Prefix.Length + (2 * given.Length)
            || !signature.StartsWith(Prefix, StringComparison.Ordinal)
            || Convert.FromHexString(signature.AsSpan(Prefix.Length), given, out _, out _) != OperationStatus.Done)
        {
            return false;
        }

        var valid = false;
        Span<byte> right = stackalloc byte[HMACSHA256.HashSizeInBytes];
        foreach (var secret in secrets.Where(secret => secret.Length > 0))
        {
            HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body, right);
            valid |= CryptographicOperations.FixedTimeEquals(right, given);
        }

        return valid;
    }
}
