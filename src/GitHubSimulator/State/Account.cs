namespace BackgroundAgent.GitHubSimulator.State;

/// <param name="Type"><c>User</c>, <c>Bot</c> or <c>Organization</c>.</param>
internal sealed record Account(long Id, string Login, string Type);
