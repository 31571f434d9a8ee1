namespace BackgroundAgent.GitHubSimulator;

/// <summary>One change that a client caused.</summary>
/// <param name="Repository"><c>owner/name</c>.</param>
/// <param name="By">Login.</param>
/// <param name="What">Such as <c>pull-request opened 1 draft</c>; without commit ids and times, so that two runs can be compared.</param>
public sealed record Effect(string Repository, string By, string What);
