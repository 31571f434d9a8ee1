using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace BackgroundAgent.DevServer.Rpc.Transport;

/// <summary>The request headers that matter.</summary>
internal static class GrpcHeaders
{
    public const string ContentType = "application/grpc";
    public const string Encoding = "grpc-encoding";

    private const string TimeoutName = "grpc-timeout";

    /// <summary>The longest a timer takes; a caller that waits longer than that waits for ever.</summary>
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromDays(30);

    public static bool IsGrpc(IHeaderDictionary headers) =>
        headers.ContentType is [{ } type] && type.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase);

    /// <summary>A number of at most eight digits and a unit, as the protocol has it; null when there is none.</summary>
    public static TimeSpan? Timeout(IHeaderDictionary headers)
    {
        if (!headers.TryGetValue(TimeoutName, out var values) || values is not [{ Length: > 1 and <= 9 } text])
        {
            return null;
        }

        if (!long.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            throw RpcErrors.InvalidArgument($"malformed {TimeoutName}: {text}");
        }

        var timeout = text[^1] switch
        {
            'H' => TimeSpan.FromHours(number),
            'M' => TimeSpan.FromMinutes(number),
            'S' => TimeSpan.FromSeconds(number),
            'm' => TimeSpan.FromMilliseconds(number),
            'u' => TimeSpan.FromMicroseconds(number),
            'n' => TimeSpan.FromTicks(number / TimeSpan.NanosecondsPerTick),
            _ => throw RpcErrors.InvalidArgument($"malformed {TimeoutName}: {text}"),
        };
        return timeout > LongestTimeout ? null : timeout;
    }
}
