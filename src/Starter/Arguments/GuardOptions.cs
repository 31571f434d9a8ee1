using System.CommandLine;
using System.Text;

namespace BackgroundAgent.Starter.Arguments;

/// <summary>The parts of a policy that are common enough for options of their own.</summary>
internal sealed class GuardOptions
{
    private readonly Option<int?> approvals = new("--approvals") { Description = "Approvals that green needs, 0 to 10 [default: that of the policy]", HelpName = "N" };
    private readonly Option<string[]> approvers = new("--approver") { Description = "Login that may approve; may be repeated [default: anybody]", HelpName = "LOGIN" };
    private readonly Option<bool> highRisk = new("--high-risk") { Description = "Ask for at least one approval" };
    private readonly Option<bool> offline = new("--no-network") { Description = "Keep patchers and local CI off the network, where the sandbox can" };

    public void AddTo(Command command)
    {
        command.Add(approvals);
        command.Add(approvers);
        command.Add(highRisk);
        command.Add(offline);
        approvals.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && (!int.TryParse(result.Tokens[0].Value, out var number) || number is < 0 or > 10))
            {
                result.AddError($"--approvals: '{result.Tokens[0].Value}' is not a number from 0 to 10");
            }
        });
    }

    /// <returns>The text of a policy file that says the same; empty when none was typed.</returns>
    public string AsPolicy(ParseResult parsed)
    {
        var text = new StringBuilder();
        if (parsed.GetValue(approvals) is { } number)
        {
            text.Append($"approvals: {number}\n");
        }

        if (parsed.GetValue(approvers) is { Length: > 0 } logins)
        {
            text.Append($"approvers: [{string.Join(", ", logins.Select(Quote))}]\n");
        }

        if (parsed.GetValue(highRisk))
        {
            text.Append("highRisk: true\n");
        }

        if (parsed.GetValue(offline))
        {
            text.Append("network: false\n");
        }

        return text.ToString();
    }

    // A single-quoted YAML scalar knows one escape: the quote doubled.
    private static string Quote(string text) => "'" + text.Replace("'", "''", StringComparison.Ordinal) + "'";
}
