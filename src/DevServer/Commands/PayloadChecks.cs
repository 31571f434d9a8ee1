using BackgroundAgent.DevServer.Engine;

namespace BackgroundAgent.DevServer.Commands;

/// <summary>The size limit of payloads in commands. Repeating such a task cannot help, so the run ends.</summary>
internal static class PayloadChecks
{
    public static void Size(IMessage? message, WorkflowTaskFailedCause cause, string field)
    {
        if (message is not null && message.CalculateSize() > Limits.BlobBytes)
        {
            throw new BadCommandException(cause, $"{field} exceeds size limit.") { EndsRun = true };
        }
    }
}
