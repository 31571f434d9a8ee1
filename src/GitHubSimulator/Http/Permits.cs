using BackgroundAgent.GitHubSimulator.State;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace BackgroundAgent.GitHubSimulator.Http;

/// <summary>Finds the repository of a request and checks that the caller may do this there.</summary>
internal static class Permits
{
    public static RouteHandlerBuilder Needs(this RouteHandlerBuilder route, World world, string permission, string level) => route.AddEndpointFilter(async (call, next) =>
    {
        var context = call.HttpContext;
        var values = context.Request.RouteValues;
        var caller = context.Caller();
        var repository = world.Find($"{values["owner"]}", $"{values["repo"]}");
        if (repository is null || caller.IsApp || (caller.Repositories is { } only && !only.Contains(repository.FullName)))
        {
            return Answers.Missing();
        }

        if (!caller.May(permission, level))
        {
            context.Response.Headers["x-accepted-github-permissions"] = $"{permission}={level}";
            return Answers.Refused(403, "Resource not accessible by integration");
        }

        context.Items[typeof(RepositoryState)] = repository;
        return await next(call);
    });
}
