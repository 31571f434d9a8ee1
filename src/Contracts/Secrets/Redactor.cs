namespace BackgroundAgent.Contracts.Secrets;

/// <summary>
/// Takes secrets out of text before it is stored or shown: known values exactly, everything else by pattern. Rather one word too many than
/// one secret too few. Safe for many threads.
/// </summary>
public sealed class Redactor
{
    /// <summary>Stands for what was taken out.</summary>
    public const string Mask = "[redacted]";

    /// <summary>Shorter known values are not looked for: they would hit ordinary words.</summary>
    public const int MinKnownLength = 6;

    private static readonly SecretPattern[] Patterns = [.. SecretPatterns.Issued, SecretPatterns.Assigned, .. SecretPatterns.Loose];

    private static readonly SecretMarks Marks = new(Patterns);

    private readonly string[] _known;

    /// <param name="known">Secrets of this process; each is also looked for as it stands in a URL and in base64.</param>
    public Redactor(IEnumerable<string>? known = null)
        => _known = (known ?? [])
            .Where(value => value.Length >= MinKnownLength)
            .SelectMany(value => new[] { value, Uri.EscapeDataString(value), Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(value)) })
            .Distinct(StringComparer.Ordinal)
            .OrderByDescending(value => value.Length)
            .ToArray();

    /// <summary>By pattern only.</summary>
    public static Redactor ByPattern { get; } = new();

    public string Redact(string text)
    {
        foreach (var value in _known)
        {
            text = text.Replace(value, Mask, StringComparison.Ordinal);
        }

        // What is replaced makes no new secret, so the marks of the whole text hold for every step.
        for (var possible = Marks.Find(text); possible != 0; possible &= possible - 1)
        {
            text = Replace(text, Patterns[System.Numerics.BitOperations.TrailingZeroCount(possible)]);
        }

        return text;
    }

    private static string Replace(string text, SecretPattern pattern)
    {
        var kept = 0;
        System.Text.StringBuilder? result = null;
        foreach (var match in SecretPatterns.Occurrences(pattern, text))
        {
            if (text.AsSpan(match.Index).StartsWith(Mask, StringComparison.Ordinal))
            {
                continue;
            }

            result ??= new System.Text.StringBuilder(text.Length);
            result.Append(text, kept, match.Index - kept).Append(Mask);
            kept = match.Index + match.Length;
        }

        return result is null ? text : result.Append(text, kept, text.Length - kept).ToString();
    }
}
