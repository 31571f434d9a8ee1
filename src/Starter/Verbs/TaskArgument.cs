using System.CommandLine;
using BackgroundAgent.Contracts.Tasks;

namespace BackgroundAgent.Starter.Verbs;

/// <summary>The task a verb is about.</summary>
internal static class TaskArgument
{
    public static Argument<string> Create()
    {
        var argument = new Argument<string>("TASK") { Description = "Task id, as in 'bgagent list'" };
        argument.Validators.Add(result =>
        {
            var text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
            if (!Naming.IsTaskId(text))
            {
                result.AddError($"'{text}' is not a task id: 1 to 63 of a-z, 0-9 and '-', no '-' at either end");
            }
        });
        return argument;
    }
}
