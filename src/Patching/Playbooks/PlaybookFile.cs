using System.Text.RegularExpressions;
using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Patching.Yaml;

namespace BackgroundAgent.Patching.Playbooks;

/// <summary>Reads a playbook; see docs/adding-a-playbook.md. Every mistake is reported with line and column at once.</summary>
public static class PlaybookFile
{
    /// <returns>Empty when the text is a playbook.</returns>
    public static IReadOnlyList<FileFault> Check(string text) => Read(text).Faults;

    internal static (Playbook Playbook, IReadOnlyList<FileFault> Faults) Read(string text)
    {
        List<FileFault> faults = [];
        var draft = new PlaybookDraft(new YamlReader(faults));
        if (YamlTree.Read(text, faults) is { } root)
        {
            draft.Read(root);
        }
        else if (faults.Count == 0)
        {
            faults.Add(new FileFault(1, 1, "The playbook is empty; it needs 'rules'."));
        }

        return (draft.Result, [.. faults.OrderBy(fault => fault.Line).ThenBy(fault => fault.Column)]);
    }
}

/// <summary>A playbook while it is being read.</summary>
internal sealed class PlaybookDraft(YamlReader yaml)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public Playbook Result { get; private set; } = new("playbook", []);

    public void Read(YamlNode root)
    {
        var seen = false;
        yaml.Map(root, "The playbook", new Dictionary<string, Action<YamlNode>>
        {
            ["version"] = node => yaml.Integer(node, "version", 1, 1),
            ["name"] = node => Result = Result with { Name = yaml.Text(node, "name") ?? "playbook" },
            ["rules"] = node =>
            {
                seen = true;
                Result = Result with { Rules = Items(node, "rules", Rule) };
            },
        });
        if (root is YamlMap && !seen)
        {
            yaml.Fault(root, "The playbook needs 'rules'.");
        }
    }

    private PlaybookRule Rule(YamlNode node)
    {
        var rule = new PlaybookRule("", null, []);
        yaml.Map(node, "A rule", new Dictionary<string, Action<YamlNode>>
        {
            ["name"] = value => rule = rule with { Name = yaml.Text(value, "name") ?? "" },
            ["match"] = value => rule = rule with { Match = Match(value) },
            ["fixes"] = value => rule = rule with { Fixes = [.. Items(value, "fixes", Fix).OfType<PlaybookFix>()] },
        });
        if (node is YamlMap map && map.Entries.All(entry => entry.Key.Text != "fixes"))
        {
            yaml.Fault(node, "A rule needs 'fixes'.");
        }

        return rule;
    }

    private FindingMatch Match(YamlNode node)
    {
        var match = new FindingMatch();
        yaml.Map(node, "match", new Dictionary<string, Action<YamlNode>>
        {
            ["tool"] = value => match = match with { Tools = yaml.TextOrTexts(value, "tool") },
            ["code"] = value => match = match with { Codes = yaml.TextOrTexts(value, "code") },
            ["category"] = value => match = match with { Category = yaml.Word<FindingCategory>(value, "category") },
            ["message"] = value => match = match with { Message = Expression(value, "message") },
            ["file"] = value => match = match with { File = yaml.Text(value, "file") },
        });
        return match;
    }

    private PlaybookFix? Fix(YamlNode node)
    {
        string? command = null;
        TimeSpan? limit = null;
        ReplaceFix? replace = null;
        yaml.Map(node, "A fix", new Dictionary<string, Action<YamlNode>>
        {
            ["run"] = value => command = yaml.Text(value, "run"),
            ["timeout"] = value => limit = yaml.Duration(value, "timeout", Second, Day),
            ["replace"] = value => replace = Replace(value),
        });
        if (node is YamlMap map && map.Entries.Count(entry => entry.Key.Text is "run" or "replace") != 1)
        {
            yaml.Fault(node, "A fix needs either 'run' or 'replace'.");
        }

        return command is null ? replace : new RunFix(command, limit);
    }

    private ReplaceFix Replace(YamlNode node)
    {
        var fix = new ReplaceFix("", "", ReplaceScope.File, null);
        var keys = node is YamlMap map ? map.Entries.Select(entry => entry.Key.Text).ToHashSet() : [];
        yaml.Map(node, "replace", new Dictionary<string, Action<YamlNode>>
        {
            ["pattern"] = value => fix = fix with { Pattern = Expression(value, "pattern") is null ? "" : ((YamlScalar)value).Text },
            ["with"] = value => fix = fix with { With = value is YamlScalar text ? text.Text : yaml.Text(value, "with") ?? "" },
            ["in"] = value => fix = fix with { Where = yaml.Word<ReplaceScope>(value, "in") ?? ReplaceScope.File },
            ["files"] = value => fix = fix with { Files = yaml.Text(value, "files"), Where = ReplaceScope.Files },
        });
        if (node is YamlMap && (!keys.Contains("pattern") || !keys.Contains("with")))
        {
            yaml.Fault(node, "replace needs 'pattern' and 'with'.");
        }

        if (keys.Contains("files") ? keys.Contains("in") : fix.Where == ReplaceScope.Files)
        {
            yaml.Fault(node, "replace needs either 'in: file', 'in: line' or 'files' with a glob.");
        }

        return fix;
    }

    /// <summary>Groups of the message are not known yet; anything in their place shows whether the rest compiles.</summary>
    private Regex? Expression(YamlNode node, string what)
    {
        if (yaml.Text(node, what) is not { } text)
        {
            return null;
        }

        try
        {
            return PlaybookRegex.Compile(MessageGroups.Anything(text));
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            yaml.Fault(node, $"{what} is no expression that can run in linear time: {error.Message}");
            return null;
        }
    }

    private List<T> Items<T>(YamlNode node, string what, Func<YamlNode, T> read)
    {
        if (node is YamlList { Items.Count: > 0 } list)
        {
            return [.. list.Items.Select(read)];
        }

        yaml.Fault(node, $"{what} must be a list with at least one entry.");
        return [];
    }
}
