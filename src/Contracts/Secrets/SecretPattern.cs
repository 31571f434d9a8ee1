using System.Text.RegularExpressions;

namespace BackgroundAgent.Contracts.Secrets;

/// <summary>How one kind of secret looks.</summary>
/// <param name="Name">Short name for messages, such as <c>github-token</c>.</param>
/// <param name="Form">Linear-time expression; a group named <c>value</c> is the secret, else the whole match.</param>
/// <param name="MinEntropy">Bits per character that the value must have to count as found; 0: the form alone is proof.</param>
public sealed record SecretPattern(string Name, Regex Form, double MinEntropy = 0);

/// <summary>Where a secret lies in a text. The secret itself is not kept.</summary>
/// <param name="Pattern">Name of the pattern.</param>
/// <param name="Index">Of the secret's first character.</param>
/// <param name="Length">In characters.</param>
public readonly record struct SecretMatch(string Pattern, int Index, int Length);
