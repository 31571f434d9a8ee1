using System.Text;

namespace BackgroundAgent.DevServer.Rpc;

/// <summary>The page that says which methods are served; made from the table, so that it cannot be wrong.</summary>
internal static class MethodPage
{
    /// <summary>What the protocol has gained since that version.</summary>
    private static readonly HashSet<string> Newer =
    [
        "PauseActivityExecution", "UnpauseActivityExecution", "ResetActivityExecution", "UpdateActivityExecutionOptions", "PollWorkflowExecutionTimeSkipping",
        "StartNexusOperationExecution", "DescribeNexusOperationExecution", "PollNexusOperationExecution", "ListNexusOperationExecutions",
        "CountNexusOperationExecutions", "RequestCancelNexusOperationExecution", "TerminateNexusOperationExecution", "DeleteNexusOperationExecution",
    ];

    public static string Write(RpcTable table)
    {
        var known = RpcTable.Services.SelectMany(s => s.Methods.Select(m => s.FullName + "/" + m.Name)).ToHashSet();
        if (table.Names.FirstOrDefault(name => !known.Contains(name)) is { } wrong)
        {
            throw new InvalidOperationException($"the protocol has no {wrong}");
        }

        var page = new StringBuilder();
        page.Append("# Methods of the embedded server\n\n");
        page.Append("Generated from the code; a test compares. A method marked *no* answers UNIMPLEMENTED.\n");
        page.Append("\nWhat the protocol annotates with an HTTP path is served as JSON too, on the port of `--http-port` and on that of the page. The pages of Temporal's\n");
        page.Append("own Web UI, version 2.50.1, were driven in a browser on that API, with its end-to-end tests and by hand.\n");
        foreach (var service in RpcTable.Services)
        {
            page.Append($"\n## {service.FullName}\n\n| Method | Served | Differs from the genuine server |\n|---|---|---|\n");
            foreach (var method in service.Methods.OrderBy(m => m.Name, StringComparer.Ordinal))
            {
                var served = table.Find(service.FullName + "/" + method.Name);
                var note = served is null && Newer.Contains(method.Name) ? $"nor does version {Namespaces.ServerIdentity.Version} serve it" : served?.Note;
                page.Append($"| {method.Name} | {(served is null ? "no" : "yes")} | {note} |\n");
            }
        }

        page.Append("\n## grpc.health.v1.Health\n\n| Method | Served | Differs from the genuine server |\n|---|---|---|\n| Check | yes | always SERVING |\n");
        return page.ToString();
    }
}
