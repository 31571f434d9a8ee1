using System.Net;
using System.Net.Http.Headers;
using BackgroundAgent.Forges.GitHub.Identity;

namespace BackgroundAgent.Forges.GitHub.Http;

/// <summary>What every request about one repository passes: token, limits, conditional requests.</summary>
internal sealed class SignedInHandler : DelegatingHandler
{
    private readonly GitHubSlug repository;
    private readonly IGitHubIdentity identity;
    private readonly RequestBudgets budgets;
    private readonly AnswerCache answers;

    /// <summary>The token that worked last.</summary>
    private volatile string? accepted;

    public SignedInHandler(GitHubSlug repository, IGitHubIdentity identity, RequestBudgets budgets, AnswerCache answers, HttpMessageHandler inner)
        : base(inner)
    {
        (this.repository, this.identity, this.budgets, this.answers) = (repository, identity, budgets, answers);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var token = await identity.TokenAsync(repository, cancellationToken);
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token.Value);
        if (request.Content?.Headers.ContentType?.MediaType == "application/x-www-form-urlencoded")
        {
            // Octokit sends JSON under this name.
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        }

        var budget = budgets.Of(token?.Budget ?? "anonymous");
        using var place = await budget.EnterAsync(repository.ToString(), cancellationToken);
        var known = answers.Condition(request);
        var response = await base.SendAsync(request, cancellationToken);
        var refusal = response.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.TooManyRequests ? await ReadAsync(response, cancellationToken) : null;
        if (budget.Learn(response, refusal) is { } wait)
        {
            response.Dispose();
            throw RequestBudget.Reached(wait);
        }

        if (response.StatusCode != HttpStatusCode.Unauthorized)
        {
            accepted = token?.Value;
        }
        else if (token is not null && accepted == token.Value && identity.Forget(repository))
        {
            // Taken back before its time, as when the App's permissions change. One that never worked is refused for good.
            response.Dispose();
            throw new ForgeException(ForgeFault.Transient, "GitHub no longer takes the installation's token; another one is asked for.") { RetryAfter = TimeSpan.FromSeconds(1) };
        }

        return await answers.ResolveAsync(request, response, known, cancellationToken);
    }

    /// <summary>Reads a short body and leaves it readable.</summary>
    private static async Task<string> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await response.Content.LoadIntoBufferAsync(cancellationToken);
        return await response.Content.ReadAsStringAsync(cancellationToken);
    }
}
