using BackgroundAgent.Patching.Safety;

namespace BackgroundAgent.Patching.Tests.Safety;

/// <summary>Labelled patches, one file per guard.</summary>
internal sealed record GuardCase(string Name, bool IsBad, PatchDiff Diff)
{
    private static readonly Dictionary<string, string> Values = new()
    {
        ["github"] = "ghp_" + "R8sLq2ZxV7nT4bKd9WfYc1JmHg6PeA3uXo5i",
        ["aws-id"] = "AKIA" + "Q4ZT7XNB2WKM5HJD",
        ["aws-secret"] = "u7Kp2vXq9LmZr4TnB8sYc1" + "WdJf6HgE3aRo5iVtNx",
        ["rsa"] = "RSA",
        ["slack"] = "xoxb-" + "481516234200-Kq8vTz2LmXw9RbNc",
        ["google"] = "AIza" + "SyD8kR2vLq7ZxTn4BcWm9YfJg1HpEa6uXo5",
        ["stripe"] = "sk_live_" + "4eC39HqLyjWDarjtT1zdp7dc",
        ["npm"] = "npm_" + "k2Vx8QmLr4TzNb7WcYf1JdHg9PeA3uXo5iSt",
        ["password"] = "vT9x-Kq2mZ7rLw",
        ["hex"] = "9f86d081884c7d65" + "9a2feaa0c55ad015",
        ["random"] = "Zk8~Qw2xLm" + "9Vt4Rb7Nc1Yf",
        ["jwt"] = "eyJhbGciOiJIUzI1NiJ9." + "eyJzdWIiOiI0ODE1MTYyMyJ9." + "dBjftJeZ4CVPmB92K27uhbUJU1p1r",
        ["azure"] = string.Concat(Enumerable.Repeat("k2Vx8QmLr4TzNb7WcYf1Jd/", 3)) + "+Hg9PeA3uXo5iStQw7==",
        ["sk"] = "sk-" + "ant-api03-k2Vx8QmLr4TzNb7WcYf1JdHg9PeA3uXo5i",
    };

    public static IReadOnlyList<GuardCase> Read(string file)
    {
        var path = Path.Combine(Samples.Folder, "..", "tests", "Patching.Tests", "Safety", "Corpus", file);
        var text = Values.Aggregate(File.ReadAllText(path), (all, value) => all.Replace($"{{{value.Key}}}", value.Value, StringComparison.Ordinal));
        return [.. text.Split("\n=== ").Skip(1).Select(Case)];
    }

    /// <summary>Counts a guard's hits over a corpus, prints precision and recall, and says what it got wrong.</summary>
    public static (double Precision, double Recall, string Wrong) Measure(string name, IReadOnlyList<GuardCase> cases, Func<PatchDiff, bool> hits)
    {
        var wrong = cases.Where(one => hits(one.Diff) != one.IsBad).ToList();
        var missed = wrong.Count(one => one.IsBad);
        var found = cases.Count(one => one.IsBad) - missed;
        var falseHits = wrong.Count - missed;
        var (precision, recall) = ((double)found / (found + falseHits), (double)found / (found + missed));
        Console.WriteLine($"{name}: {cases.Count} cases, precision {precision:P1}, recall {recall:P1}");
        return (precision, recall, string.Join(", ", wrong.Select(one => (one.IsBad ? "missed: " : "false hit: ") + one.Name)));
    }

    private static GuardCase Case(string block)
    {
        var lines = block.TrimEnd('\n').Split('\n');
        var files = new List<List<string>>();
        foreach (var line in lines.Skip(1))
        {
            if (line.StartsWith("@ ", StringComparison.Ordinal))
            {
                files.Add([]);
            }

            files[^1].Add(line);
        }

        return new GuardCase(lines[0], lines[0].StartsWith("bad ", StringComparison.Ordinal), UnifiedDiff.Parse(string.Concat(files.Select(AsGit))));
    }

    /// <summary>A diff as git writes it, so that the parser is part of what is measured.</summary>
    private static string AsGit(List<string> block)
    {
        var words = block[0].Split(' ');
        var (path, kind) = (words[1], words.ElementAtOrDefault(2));
        var old = kind == "renamed" ? words[3] : path;
        var body = block.Skip(1).ToList();
        var (removed, added) = (body.Count(line => line[0] != '+'), body.Count(line => line[0] != '-'));
        List<string> text = [$"diff --git a/{old} b/{path}"];
        text.AddRange(kind switch
        {
            "added" => ["new file mode 100644"],
            "deleted" => ["deleted file mode 100644"],
            "renamed" => ["similarity index 90%", $"rename from {old}", $"rename to {path}"],
            _ => [],
        });
        if (body.Count > 0)
        {
            text.AddRange([kind == "added" ? "--- /dev/null" : $"--- a/{old}", kind == "deleted" ? "+++ /dev/null" : $"+++ b/{path}"]);
            text.Add($"@@ -{(removed == 0 ? 0 : 1)},{removed} +{(added == 0 ? 0 : 1)},{added} @@");
            text.AddRange(body);
        }

        return string.Join('\n', text) + "\n";
    }
}
