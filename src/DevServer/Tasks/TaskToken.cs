using System.Globalization;
using BackgroundAgent.DevServer.Rpc;

namespace BackgroundAgent.DevServer.Tasks;

/// <summary>
/// The opaque token of a task handed to a worker. Kind is 'w' (workflow task), 'a' (activity) or 'q' (query). The numbers
/// name the run, the scheduled event and the attempt; Extra is the started event of a workflow task, the start time
/// of an activity attempt, or the id of a query.
/// </summary>
internal readonly record struct TaskToken(char Kind, long Serial, long ScheduledId, int Attempt, string Extra)
{
    public ByteString ToBytes() => ByteString.CopyFromUtf8(
        string.Create(CultureInfo.InvariantCulture, $"{Kind}|{Serial}|{ScheduledId}|{Attempt}|{Extra}"));

    public static TaskToken Parse(ByteString bytes, char kind)
    {
        if (bytes.IsEmpty)
        {
            throw RpcErrors.InvalidArgument("Task token not set on request.");
        }

        var parts = bytes.ToStringUtf8().Split('|');
        if (parts.Length == 5 && parts[0].Length == 1 && parts[0][0] == kind &&
            long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var serial) &&
            long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var scheduled) &&
            int.TryParse(parts[3], NumberStyles.None, CultureInfo.InvariantCulture, out var attempt))
        {
            return new TaskToken(kind, serial, scheduled, attempt, parts[4]);
        }

        throw RpcErrors.InvalidArgument("Error deserializing task token.");
    }
}
