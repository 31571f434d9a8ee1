using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace BackgroundAgent.Contracts.Webhooks;

/// <summary>
/// How a generic webhook is signed: HMAC-SHA256 with the shared secret over the timestamp's text, a full stop and the raw body.
/// Sender and receiver share this code.
/// </summary>
public static class WebhookSignature
{
    /// <summary>Id of the delivery, the same in every repetition of it. 1 to 128 printable ASCII characters.</summary>
    public const string DeliveryHeader = "X-Bgagent-Delivery";

    /// <summary>When it was signed: whole seconds since 1970-01-01 UTC.</summary>
    public const string TimestampHeader = "X-Bgagent-Timestamp";

    /// <summary><c>sha256=</c> and the signature in lower-case hexadecimal.</summary>
    public const string SignatureHeader = "X-Bgagent-Signature-256";

    /// <summary>Bytes of a body that a receiver takes.</summary>
    public const int BodyBytes = 256 * 1024;

    private const string Prefix = "sha256=";

    /// <summary>How far a timestamp may be from the receiver's clock, either way; a recorded delivery is worthless afterwards.</summary>
    public static TimeSpan Window { get; } = TimeSpan.FromMinutes(5);

    /// <returns>The value of <see cref="TimestampHeader"/>.</returns>
    public static string Timestamp(DateTimeOffset time) => time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    /// <returns>The value of <see cref="SignatureHeader"/>.</returns>
    public static string Sign(string secret, string timestamp, ReadOnlySpan<byte> body)
        => Prefix + Convert.ToHexStringLower(Compute(secret, timestamp, body));

    /// <summary>Compares in constant time with the signature of every secret.</summary>
    /// <param name="secrets">More than one while secrets are rotated; empty ones are skipped.</param>
    /// <param name="timestamp">Text of the header.</param>
    /// <param name="body">As received.</param>
    /// <param name="signature">Text of the header.</param>
    public static bool Verify(IEnumerable<string> secrets, string timestamp, ReadOnlySpan<byte> body, string signature)
    {
        Span<byte> given = stackalloc byte[HMACSHA256.HashSizeInBytes];
        if (signature.Length != Prefix.Length + (2 * given.Length)
            || !signature.StartsWith(Prefix, StringComparison.Ordinal)
            || Convert.FromHexString(signature.AsSpan(Prefix.Length), given, out _, out _) != System.Buffers.OperationStatus.Done)
        {
            return false;
        }

        var valid = false;
        foreach (var secret in secrets.Where(secret => secret.Length > 0))
        {
            valid |= CryptographicOperations.FixedTimeEquals(Compute(secret, timestamp, body), given);
        }

        return valid;
    }

    /// <summary>Whether a timestamp is one and lies within <see cref="Window"/> of now.</summary>
    public static bool IsFresh(string timestamp, DateTimeOffset now)
        => long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && Math.Abs((decimal)now.ToUnixTimeSeconds() - seconds) <= (decimal)Window.TotalSeconds;

    private static byte[] Compute(string secret, string timestamp, ReadOnlySpan<byte> body)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        hmac.AppendData(Encoding.UTF8.GetBytes(timestamp));
        hmac.AppendData("."u8);
        hmac.AppendData(body);
        return hmac.GetHashAndReset();
    }
}
