using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Starter.CommandLine;
using BackgroundAgent.Worker;

namespace BackgroundAgent.Starter.Arguments;

/// <summary>Playbooks, checked before anything is started; every mistake of every file at once.</summary>
internal static class PlaybookText
{
    public static async Task<IReadOnlyList<PatcherSpec>> ReadAsync(CliHost host, IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        List<PatcherSpec> playbooks = [];
        List<string> mistakes = [];
        foreach (var file in files)
        {
            var text = await FileText.ReadAsync(host, "--playbook", file, cancellationToken);
            mistakes.AddRange(TaskTextChecks.Playbook(text, file));
            playbooks.Add(new PatcherSpec { Type = PatcherType.Playbook, Playbook = text });
        }

        return mistakes.Count == 0
            ? playbooks
            : throw CliException.Usage(string.Join('\n', mistakes), "docs/adding-a-playbook.md has its keys.");
    }
}
