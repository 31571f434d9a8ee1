using System.Text.Json;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Forges.GitHub.Identity;
using Microsoft.Extensions.Options;

namespace BackgroundAgent.Forges.GitHub.Doctor;

/// <summary>What concerns one repository.</summary>
internal sealed class RepositoryDoctor(GitHubConnection connection, AppRequests app, IOptions<GitHubOptions> options)
{
    /// <summary>Types of rules that pushes of a new, unsigned branch with words of its own run into ("Available rules for rulesets").</summary>
    private static readonly string[] Hindering =
        ["creation", "update", "required_signatures", "pull_request", "commit_message_pattern", "commit_author_email_pattern", "committer_email_pattern", "branch_name_pattern"];

    public async Task ExamineAsync(RepositoryRef repository, List<ForgeFinding> findings, CancellationToken cancellationToken)
    {
        var github = connection.Of(repository);
        if (options.Value.IsApp)
        {
            var installation = (await app.SendAsync(HttpMethod.Get, $"repos/{github.Slug}/installation", null, cancellationToken)).Required();
            var missing = GitHubNeeds.Missing(GitHubDoctor.Texts(installation.GetProperty("permissions")));
            findings.Add(missing.Count == 0
                ? new("installation", true, $"The App is installed on {github.Slug} with all it needs.")
                : new("installation", false, $"On {github.Slug} it lacks {string.Join(", ", missing)}.", "The owner accepts the new permissions in the installation's settings."));
        }

        if (await github.JsonAsync("", cancellationToken) is not { } self)
        {
            findings.Add(new("repository", false, $"{github.Slug} is not shown to this identity.", "Check the address, and that the App or token covers the repository."));
            return;
        }

        var branch = repository.BaseBranch ?? self.GetProperty("default_branch").GetString();
        findings.Add(new("repository", true, $"{github.Slug}, base branch {branch}."));
        var required = await GitHubExpectations.RequiredAsync(github, branch, cancellationToken);
        findings.Add(required.Count > 0
            ? new("required checks", true, string.Join(", ", required))
            : new("required checks", null, $"{branch} requires none: every check that reports is judged, after a quiet period.", "Require the checks that matter by branch protection or a ruleset, or name them in .bgagent.yml."));
        if (required.Count > 0 && branch is not null)
        {
            await ReportedAsync(github, branch, required, findings, cancellationToken);
        }

        await RulesAsync(github, findings, cancellationToken);
        await RunsAsync(github, findings, cancellationToken);
    }

    /// <summary>A check that is required and that nobody reports would be waited for until the task's patience ends.</summary>
    private static async Task ReportedAsync(
        GitHubRepository github, string branch, IReadOnlyList<string> required, List<ForgeFinding> findings, CancellationToken cancellationToken)
    {
        if (await github.JsonAsync($"git/ref/heads/{branch}", cancellationToken) is not { } reference)
        {
            return;
        }

        var checks = await GitHubCheckReader.ReadAsync(github, reference.GetProperty("object").GetProperty("sha").GetString()!, cancellationToken);
        var unseen = required.Except(checks.Select(check => check.Name), StringComparer.Ordinal).ToList();
        findings.Add(unseen.Count == 0
            ? new("required checks report", true, $"All of them on the head of {branch}.")
            : new("required checks report", null, $"Not on the head of {branch}: {string.Join(", ", unseen)}.", $"Make sure that they run on pushes to {Naming.BranchPrefix}** and are called exactly so."));
    }

    /// <summary>Rules that keep this service from pushing its branches.</summary>
    private static async Task RulesAsync(GitHubRepository github, List<ForgeFinding> findings, CancellationToken cancellationToken)
    {
        if (await github.JsonAsync($"rules/branches/{Naming.Branch("doctor")}", cancellationToken) is not { ValueKind: JsonValueKind.Array } rules)
        {
            return;
        }

        var hindering = rules.EnumerateArray().Select(rule => Text(rule, "type")).Where(type => Hindering.Contains(type, StringComparer.Ordinal)).Distinct().ToList();
        findings.Add(hindering.Count == 0
            ? new("task branches", true, $"No rule keeps {Naming.BranchPrefix}* from being pushed.")
            : new("task branches", false, $"Rules for {Naming.BranchPrefix}*: {string.Join(", ", hindering)}.", $"Exclude {Naming.BranchPrefix}** from the ruleset, or let this identity bypass it."));
    }

    private static async Task RunsAsync(GitHubRepository github, List<ForgeFinding> findings, CancellationToken cancellationToken)
    {
        var ours = await CountAsync(github, "actions/runs?event=push&per_page=100", run => Text(run, "head_branch")?.StartsWith(Naming.BranchPrefix, StringComparison.Ordinal) == true, cancellationToken);
        findings.Add(ours > 0
            ? new("pushes trigger CI", true, $"{ours} recent run(s) of {Naming.BranchPrefix}* branches.")
            : new("pushes trigger CI", null, $"No run of a {Naming.BranchPrefix}* branch yet.", $"Workflows must run on pushes to {Naming.BranchPrefix}**; pushes signed in with Actions' own GITHUB_TOKEN trigger nothing."));
        var held = await CountAsync(github, "actions/runs?status=action_required&per_page=100", _ => true, cancellationToken);
        findings.Add(held == 0
            ? new("CI approval", true, "No run waits for a maintainer.")
            : new("CI approval", null, $"{held} run(s) wait for a maintainer.", "Approve them, or loosen the approval requirement in the repository's Actions settings."));
    }

    private static async Task<int> CountAsync(GitHubRepository github, string path, Func<JsonElement, bool> counts, CancellationToken cancellationToken)
        => await github.JsonAsync(path, cancellationToken) is { } list && list.TryGetProperty("workflow_runs", out var runs) ? runs.EnumerateArray().Count(counts) : 0;

    private static string? Text(JsonElement element, string name)
        => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
