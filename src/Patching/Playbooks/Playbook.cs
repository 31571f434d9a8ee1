using System.Text.RegularExpressions;
using BackgroundAgent.Contracts.Findings;

namespace BackgroundAgent.Patching.Playbooks;

/// <summary>Deterministic fixes for known findings.</summary>
internal sealed record Playbook(string Name, IReadOnlyList<PlaybookRule> Rules);

/// <summary>Fixes for the findings that match.</summary>
/// <param name="Name">For logs and the commit subject.</param>
/// <param name="Match">Null: the rule applies always, once an attempt, with or without findings.</param>
/// <param name="Fixes">Done in order.</param>
internal sealed record PlaybookRule(string Name, FindingMatch? Match, IReadOnlyList<PlaybookFix> Fixes);

/// <summary>All given conditions must hold.</summary>
internal sealed record FindingMatch
{
    public IReadOnlyList<string>? Tools { get; init; }

    public IReadOnlyList<string>? Codes { get; init; }

    public FindingCategory? Category { get; init; }

    /// <summary>Found anywhere in the message; its named groups can be used by the fixes.</summary>
    public Regex? Message { get; init; }

    /// <summary>Glob over the finding's file.</summary>
    public string? File { get; init; }
}

internal abstract record PlaybookFix;

/// <param name="Command">For <c>/bin/sh -c</c> in the work tree.</param>
/// <param name="Limit">Null: the limit of tools.</param>
internal sealed record RunFix(string Command, TimeSpan? Limit) : PlaybookFix;

/// <summary>A regular-expression edit.</summary>
/// <param name="Pattern">As written: may hold <c>{{group}}</c>, filled in from the message before it is compiled.</param>
/// <param name="With">Replacement with <c>$1</c>, <c>${name}</c> and <c>{{group}}</c>.</param>
/// <param name="Where">What is searched.</param>
/// <param name="Files">Glob; set for <see cref="ReplaceScope.Files"/>.</param>
internal sealed record ReplaceFix(string Pattern, string With, ReplaceScope Where, string? Files) : PlaybookFix;

internal enum ReplaceScope
{
    /// <summary>The finding's file.</summary>
    File,

    /// <summary>The finding's line alone.</summary>
    Line,

    /// <summary>Every file of a glob.</summary>
    Files,
}
