using BackgroundAgent.DevServer.Rpc;
using Temporalio.Api.Nexus.V1;
using Temporalio.Api.OperatorService.V1;

namespace BackgroundAgent.DevServer.Nexus.Endpoints;

/// <summary>Nexus endpoints, as operators manage them.</summary>
internal sealed class EndpointRpcs(EndpointBook book, EndpointChecks checks) : IRpcGroup
{
    public void Register(RpcTable table)
    {
        table.Operator(CreateNexusEndpointRequest.Parser, CreateAsync, "one that points outside of this server is kept, its operations fail");
        table.Operator(UpdateNexusEndpointRequest.Parser, UpdateAsync);
        table.Operator(DeleteNexusEndpointRequest.Parser, DeleteAsync);
        table.Operator(GetNexusEndpointRequest.Parser, Get);
        table.Operator(ListNexusEndpointsRequest.Parser, List);
    }

    private async Task<CreateNexusEndpointResponse> CreateAsync(CreateNexusEndpointRequest request, RpcCall call)
    {
        checks.Spec(request.Spec);
        return new CreateNexusEndpointResponse { Endpoint = await book.CreateAsync(request.Spec) };
    }

    private async Task<UpdateNexusEndpointResponse> UpdateAsync(UpdateNexusEndpointRequest request, RpcCall call)
    {
        checks.Spec(request.Spec);
        return new UpdateNexusEndpointResponse { Endpoint = await book.UpdateAsync(request.Id, request.Version, request.Spec) };
    }

    private async Task<DeleteNexusEndpointResponse> DeleteAsync(DeleteNexusEndpointRequest request, RpcCall call)
    {
        // The version is checked for its form only, as on the genuine server.
        EndpointChecks.Delete(request.Id, request.Version);
        await book.DeleteAsync(request.Id);
        return new DeleteNexusEndpointResponse();
    }

    private Task<GetNexusEndpointResponse> Get(GetNexusEndpointRequest request, RpcCall call)
    {
        EndpointChecks.Id(request.Id);
        var endpoint = book.Find(request.Id) ?? throw RpcErrors.NotFound($"Nexus endpoint with ID `{request.Id}` not found");
        return Task.FromResult(new GetNexusEndpointResponse { Endpoint = endpoint });
    }

    private Task<ListNexusEndpointsResponse> List(ListNexusEndpointsRequest request, RpcCall call)
    {
        var response = new ListNexusEndpointsResponse();
        if (request.Name.Length > 0)
        {
            // A name finds one endpoint at most; page size and token play no part.
            if (book.FindByName(request.Name) is { } named)
            {
                response.Endpoints.Add(named);
            }

            return Task.FromResult(response);
        }

        var size = checks.PageSize(request.PageSize);
        var after = request.NextPageToken.ToStringUtf8();
        List<Endpoint> page = [.. book.All().Where(e => string.CompareOrdinal(e.Id, after) > 0).Take(size)];
        response.Endpoints.Add(page);
        if (page.Count == size)
        {
            response.NextPageToken = ByteString.CopyFromUtf8(page[^1].Id);
        }

        return Task.FromResult(response);
    }
}
