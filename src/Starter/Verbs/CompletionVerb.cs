using System.CommandLine;
using BackgroundAgent.Starter.CommandLine;

namespace BackgroundAgent.Starter.Verbs;

/// <summary><c>completion</c>: a script for a shell that asks <c>bgagent [suggest]</c> what could come next.</summary>
internal static class CompletionVerb
{
    private const string Bash = """
        # bgagent completion for bash
        _bgagent() {
            local IFS=$'\n'
            COMPREPLY=($(compgen -W "$(bgagent "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _bgagent bgagent
        """;

    private const string Zsh = """
        #compdef bgagent
        # bgagent completion for zsh
        _bgagent() {
            local -a candidates
            candidates=("${(@f)$(bgagent "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
            if (( ${#candidates} )) && [[ -n "${candidates[1]}" ]]; then
                compadd -- "${candidates[@]}"
            else
                _files
            fi
        }
        compdef _bgagent bgagent
        """;

    private const string Fish = """
        # bgagent completion for fish
        complete -c bgagent -a '(bgagent "[suggest:"(commandline -C)"]" (commandline -p) 2>/dev/null)'
        """;

    public static Verb Create(VerbFactory verbs)
    {
        var verb = Verb.Of(
            "completion",
            "Write a completion script for a shell.",
            new("source <(bgagent completion bash)", "Bash, this session; put it into ~/.bashrc for all"),
            new("bgagent completion zsh > \"${fpath[1]}/_bgagent\"", "Zsh"),
            new("bgagent completion fish > ~/.config/fish/completions/bgagent.fish", "Fish"));
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh or fish" };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        verb.Add(shell);
        verbs.OnRun(verb, (context, _) =>
        {
            context.Host.Out.WriteLine(context.Parsed.GetRequiredValue(shell) switch
            {
                "bash" => Bash,
                "zsh" => Zsh,
                _ => Fish,
            });
            return Task.FromResult(ExitCodes.Green);
        });
        return verb;
    }
}
