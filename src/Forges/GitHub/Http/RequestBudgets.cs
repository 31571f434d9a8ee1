using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace BackgroundAgent.Forges.GitHub.Http;

/// <summary>The budget of each identity in this process.</summary>
internal sealed class RequestBudgets(IOptions<GitHubOptions> options, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, RequestBudget> budgets = new();

    public RequestBudget Of(string identity) => budgets.GetOrAdd(identity, _ => new RequestBudget(options.Value.RequestsAtOnce, time));
}
