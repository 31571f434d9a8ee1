using System.Security.Cryptography;
using System.Text;
using BackgroundAgent.Contracts;
using BackgroundAgent.Contracts.Commands;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Forges;
using Microsoft.Extensions.Options;

namespace BackgroundAgent.Activities.Commands;

/// <summary>Makes a task of an issue. Its id follows from repository and number: asked for twice, it is one task.</summary>
internal sealed class IssueTasks(IOptions<ActivitiesOptions> options)
{
    private const int TitleCharacters = 200;

    /// <param name="command">By whom and where.</param>
    /// <param name="words">What stood behind <c>run</c>; empty: the issue itself is the instruction.</param>
    /// <param name="thread">The issue.</param>
    /// <returns>Null: nothing is set up that could do it.</returns>
    public TaskSpec? Make(ForgeCommand command, string words, ForgeThread thread)
    {
        if (options.Value.IssueAgent is not { Length: > 0 } agent)
        {
            return null;
        }

        var prompt = words.Length > 0 ? words : $"{thread.Title}\n\n{thread.Body}";
        return new TaskSpec
        {
            TaskId = Id(command),
            Title = Bounded.Text($"{thread.Title} (#{command.Number})".ReplaceLineEndings(" "), TitleCharacters),
            Kind = TaskKind.Prompt,
            Repository = command.Repository,
            Prompt = Bounded.Text(prompt, Limits.PromptCharacters),
            Patchers = [new PatcherSpec { Type = PatcherType.Command, Command = agent }],
            RequestedBy = command.By.Login,
        };
    }

    private static string Id(ForgeCommand command)
    {
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes($"{command.Repository.Forge}\n{command.Repository.Url}"));
        return $"issue-{command.Number}-{Convert.ToHexStringLower(digest.AsSpan(0, 5))}";
    }
}
