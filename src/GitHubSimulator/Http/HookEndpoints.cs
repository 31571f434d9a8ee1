using System.Globalization;
using System.Text.Json.Nodes;
using BackgroundAgent.GitHubSimulator.Shapes;
using BackgroundAgent.GitHubSimulator.State;
using BackgroundAgent.GitHubSimulator.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace BackgroundAgent.GitHubSimulator.Http;

/// <summary>Deliveries of the App's webhook: a list that is paged by cursor and filtered by outcome, and sending one again.</summary>
internal sealed class HookEndpoints(World world, Courier courier)
{
    private const string Deliveries = "/api/v3/app/hook/deliveries";

    /// <summary>GitHub keeps deliveries that long.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(3);

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Deliveries, List).AddEndpointFilter(AppEndpoints.OnlyAppAsync);
        routes.MapPost(Deliveries + "/{id:long}/attempts", RedeliverAsync).AddEndpointFilter(AppEndpoints.OnlyAppAsync);
    }

    private IResult List(HttpContext context)
    {
        var query = context.Request.Query;
        var status = query["status"].ToString();
        if (status.Length > 0 && status is not ("success" or "failure"))
        {
            return Answers.Refused(422, "Invalid status");
        }

        // A cursor names the delivery after which the page begins: new ones do not move the pages that follow.
        const string prefix = "v1_";
        var cursor = query["cursor"].ToString();
        var before = long.MaxValue;
        if (cursor.Length > 0 && !(cursor.StartsWith(prefix, StringComparison.Ordinal) && long.TryParse(cursor[prefix.Length..], CultureInfo.InvariantCulture, out before)))
        {
            return Answers.Refused(422, "Invalid cursor");
        }

        var size = Math.Clamp(int.TryParse(query["per_page"], CultureInfo.InvariantCulture, out var asked) ? asked : 30, 1, 100);
        lock (world.Gate)
        {
            var since = world.Now - Kept;
            var rest = world.Deliveries.Where(one => one.IsTried && one.Id < before && one.DeliveredAt > since && (status.Length == 0 || (status == "failure") == (Code(one) >= 400)))
                .OrderByDescending(one => one.Id).Take(size + 1).ToList();
            if (rest.Count > size)
            {
                var filter = status.Length == 0 ? "" : $"&status={status}";
                var address = $"{context.Request.Scheme}://{context.Request.Host}{context.Request.Path}?per_page={size}{filter}&cursor={prefix}{rest[size - 1].Id}";
                context.Response.Headers.Link = $"<{address}>; rel=\"next\"";
            }

            return Answers.Json(rest.Take(size).Select(Item).Array());
        }
    }

    private async Task<IResult> RedeliverAsync(long id)
    {
        DeliveryState again;
        lock (world.Gate)
        {
            if (world.Deliveries.Find(one => one.Id == id && one.DeliveredAt > world.Now - Kept) is not { } delivery)
            {
                return Answers.Missing();
            }

            again = new DeliveryState
            {
                Id = world.NextId(),
                Guid = delivery.Guid,
                Event = delivery.Event,
                Action = delivery.Action,
                RepositoryId = delivery.RepositoryId,
                Body = delivery.Body,
                Redelivery = true,
                DeliveredAt = world.Now,
            };
            world.Deliveries.Add(again);
        }

        await courier.DeliverAsync(again);
        return Answers.Json(new JsonObject(), 202);
    }

    /// <summary>Nobody answered is a failure too.</summary>
    private static int Code(DeliveryState delivery) => delivery.StatusCode == 0 ? 502 : delivery.StatusCode;

    private static JsonObject Item(DeliveryState delivery) => new()
    {
        ["id"] = delivery.Id,
        ["guid"] = delivery.Guid,
        ["delivered_at"] = Json.Time(delivery.DeliveredAt),
        ["redelivery"] = delivery.Redelivery,
        ["duration"] = 0.1,
        ["status"] = delivery.StatusCode is >= 200 and < 300 ? "OK" : "Invalid HTTP Response",
        ["status_code"] = Code(delivery),
        ["event"] = delivery.Event,
        ["action"] = delivery.Action,
        ["installation_id"] = null,
        ["repository_id"] = delivery.RepositoryId,
    };
}
