using System.CommandLine;
using BackgroundAgent.Contracts.Tasks;

namespace BackgroundAgent.Starter.Verbs.Schedules;

/// <summary>Names of schedules; in Temporal they carry a prefix, since a cluster is shared.</summary>
internal static class ScheduleName
{
    public const string Prefix = "bgagent-";

    /// <summary>Begins the names of the schedules of our own, see <c>schedule ensure</c>.</summary>
    private const string System = "system-";

    /// <param name="ofPerson">Whether only names that people may give are taken.</param>
    public static Argument<string> CreateArgument(bool ofPerson = false)
    {
        var argument = new Argument<string>("NAME") { Description = "Name of the schedule: a-z, 0-9 and '-'" };
        argument.Validators.Add(result =>
        {
            var text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
            if (!Naming.IsTaskId(text))
            {
                result.AddError($"'{text}' is not a name for a schedule: 1 to 63 of a-z, 0-9 and '-', no '-' at either end");
            }
            else if (ofPerson && text.StartsWith(System, StringComparison.Ordinal))
            {
                result.AddError($"'{text}': names that begin with '{System}' are those of 'bgagent schedule ensure'");
            }
        });
        return argument;
    }

    public static string Id(string name) => Prefix + name;

    public static string Of(string id) => id.StartsWith(Prefix, StringComparison.Ordinal) ? id[Prefix.Length..] : id;
}
