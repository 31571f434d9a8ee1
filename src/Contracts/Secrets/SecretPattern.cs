using System.Text.RegularExpressions;

namespace BackgroundAgent.Contracts.Secrets;

/// <summary>How one kind of secret looks.</summary>
/// <param name="Name">Short name for messages, such as <c>github-token</c>.</param>
/// <param name="Expression">Linear-time expression; a group named <c>value</c> is the secret, else the whole match.</param>
/// <param name="MinEntropy">Bits per character that the value must have to count as found; 0: the form alone is proof.</param>
public sealed record SecretPattern(string Name, string Expression, double MinEntropy = 0)
{
    private Regex? _form;

    /// <summary>Made when first needed: most texts hold no mark of most patterns, and making all of them takes longer than a short run.</summary>
    public Regex Form => _form ??= new Regex(Expression, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    /// <summary>Every match holds one of these, at least three characters each, ASCII case ignored.</summary>
    internal IReadOnlyList<SecretMark> Marks { get; init; } = [];

    /// <summary>Finds the next match from a position on without the expression; null where only the expression can.</summary>
    internal Func<string, int, (int Index, int Length)?>? Scan { get; init; }
}

/// <summary>Where a secret lies in a text. The secret itself is not kept.</summary>
/// <param name="Pattern">Name of the pattern.</param>
/// <param name="Index">Of the secret's first character.</param>
/// <param name="Length">In characters.</param>
public readonly record struct SecretMatch(string Pattern, int Index, int Length);
