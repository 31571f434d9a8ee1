using BackgroundAgent.Contracts.Tasks;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.OperatorService.V1;
using Temporalio.Client;
using Temporalio.Common;
using Temporalio.Exceptions;

namespace BackgroundAgent.Worker.Connections;

/// <summary>The search attributes that tasks set; a namespace without them refuses to start tasks.</summary>
public static class SearchAttributes
{
    private static readonly IReadOnlyList<SearchAttributeKey> Needed =
    [
        SearchAttributeNames.Repository,
        SearchAttributeNames.Kind,
        SearchAttributeNames.State,
        SearchAttributeNames.Attempt,
        SearchAttributeNames.Reason,
    ];

    /// <summary>Names and types, for a server that is told them at its start.</summary>
    internal static IEnumerable<(string Name, string Type)> All => Needed.Select(key => (key.Name, NameOf(key.ValueType)));

    /// <summary>Adds the missing ones where <paramref name="create"/> says so, else names them with the command that adds them.</summary>
    /// <exception cref="MissingSearchAttributesException">Some are missing, or have another type.</exception>
    public static async Task EnsureAsync(ITemporalClient client, bool create, CancellationToken cancellationToken)
    {
        var call = new RpcOptions { CancellationToken = cancellationToken };
        if (await ListAsync(client, call) is not { } listed)
        {
            return;
        }

        var wrong = Needed.Where(key => listed.CustomAttributes.TryGetValue(key.Name, out var type) && type != key.ValueType).ToList();
        var missing = Needed.Where(key => !listed.CustomAttributes.ContainsKey(key.Name)).ToList();
        if (wrong.Count > 0 || (missing.Count > 0 && !create))
        {
            throw new MissingSearchAttributesException(client.Options.Namespace, missing, wrong);
        }

        if (missing.Count > 0)
        {
            var request = new AddSearchAttributesRequest { Namespace = client.Options.Namespace };
            foreach (var key in missing)
            {
                request.SearchAttributes[key.Name] = key.ValueType;
            }

            await client.Connection.OperatorService.AddSearchAttributesAsync(request, call);
        }
    }

    /// <returns>Null where the server does not let us look, as Temporal Cloud may; then the start of a task will tell.</returns>
    private static async Task<ListSearchAttributesResponse?> ListAsync(ITemporalClient client, RpcOptions call)
    {
        try
        {
            return await client.Connection.OperatorService.ListSearchAttributesAsync(
                new ListSearchAttributesRequest { Namespace = client.Options.Namespace }, call);
        }
        catch (RpcException fault) when (fault.Code is RpcException.StatusCode.Unimplemented or RpcException.StatusCode.PermissionDenied)
        {
            return null;
        }
    }

    internal static string NameOf(IndexedValueType type) => type.ToString();
}
