using System.Globalization;
using BackgroundAgent.DevServer.Engine;
using BackgroundAgent.DevServer.Rpc;

namespace BackgroundAgent.DevServer.Tasks;

/// <summary>
/// Cuts histories into pages. A page ends after a number of events or bytes, so that no answer exceeds what a client
/// takes in one message.
/// </summary>
internal static class HistoryPages
{
    /// <summary>Adds events from the first id on and returns the id after the last one added.</summary>
    public static long Fill(History page, Run run, long firstId, long lastId, int maxEvents)
    {
        var bytes = 0;
        var next = firstId;
        foreach (var e in run.Log.Range(firstId, lastId))
        {
            bytes += e.CalculateSize();
            if (page.Events.Count > 0 && (page.Events.Count >= maxEvents || bytes > Limits.HistoryPageBytes))
            {
                break;
            }

            page.Events.Add(e);
            next = e.EventId + 1;
        }

        return next;
    }

    public readonly record struct Token(string RunId, long Next, long Last, bool ForTask)
    {
        public ByteString ToBytes() => ByteString.CopyFromUtf8(
            string.Create(CultureInfo.InvariantCulture, $"{RunId}|{Next}|{Last}|{(ForTask ? 1 : 0)}"));

        public static Token Parse(ByteString bytes)
        {
            var parts = bytes.ToStringUtf8().Split('|');
            return parts.Length == 4 &&
                long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var next) &&
                long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var last)
                ? new Token(parts[0], next, last, parts[3] == "1")
                : throw RpcErrors.InvalidArgument("Invalid NextPageToken.");
        }
    }
}
