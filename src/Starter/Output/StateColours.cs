using BackgroundAgent.Contracts.Tasks;
using Spectre.Console;

namespace BackgroundAgent.Starter.Output;

internal static class StateColours
{
    public static Color Of(TaskState state) => state switch
    {
        TaskState.Green => Color.Green,
        TaskState.Blocked => Color.Red,
        TaskState.NeedsHuman or TaskState.AwaitingApproval or TaskState.CiAwaitingApproval or TaskState.Takeover => Color.Yellow,
        TaskState.Cancelled or TaskState.Paused => Color.Grey,
        _ => Color.Blue,
    };
}
