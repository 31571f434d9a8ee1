using BackgroundAgent.DevServer.Hosting;

namespace BackgroundAgent.DevServer.Engine;

/// <summary>How large payloads may be, in bytes; names and defaults are those of the genuine server's dynamic configuration.</summary>
internal sealed record SizeLimits(int Blob, int Memo)
{
    private const int Otherwise = 2 * 1024 * 1024;

    public static SizeLimits From(DynamicSettings settings) => new(
        settings.Number("limit.blobSize.error", Otherwise), settings.Number("limit.memoSize.error", Otherwise));

    public bool IsTooLarge(IMessage? payload) => payload is not null && payload.CalculateSize() > Blob;
}
