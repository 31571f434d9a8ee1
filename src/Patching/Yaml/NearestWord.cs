namespace BackgroundAgent.Patching.Yaml;

/// <summary>Finds the word that was meant.</summary>
internal static class NearestWord
{
    /// <returns>A sentence with a leading space, or nothing when no word is near.</returns>
    public static string Suggest(string written, IEnumerable<string> known)
    {
        var plain = Plain(written);
        var best = known.Select(word => (word, distance: Distance(plain, Plain(word)))).OrderBy(pair => pair.distance).FirstOrDefault();
        return best.word is not null && best.distance <= Math.Max(1, best.word.Length / 3) ? $" Did you mean '{best.word}'?" : "";
    }

    /// <summary>So that <c>ci_wait</c>, <c>ci-wait</c> and <c>CIWait</c> are all next to <c>ciWait</c>.</summary>
    private static string Plain(string word) => string.Concat(word.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    /// <summary>Levenshtein's.</summary>
    private static int Distance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (from[i - 1] == to[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[^1];
    }
}
