using System.Net;
using System.Text.Json;
using BackgroundAgent.Contracts.Maintenance;
using BackgroundAgent.Forges.GitHub.Identity;
using Microsoft.Extensions.Options;

namespace BackgroundAgent.Forges.GitHub.Maintenance;

/// <summary>
/// Deliveries of the App's webhook. GitHub does not try again by itself; it keeps deliveries for three days and sends one again on request
/// ("Handling failed webhook deliveries").
/// </summary>
internal sealed class GitHubDeliveries(AppRequests app, IOptions<GitHubOptions> options, TimeProvider time) : IForgeDeliveries
{
    private const string Path = "app/hook/deliveries";

    /// <summary>Pages of 100 that one look reads of each kind.</summary>
    private const int MostPages = 50;

    public string Name => GitHubForge.ForgeName;

    public async Task<FailedDeliveries> FindFailedAsync(SweepInput input, CancellationToken cancellationToken)
    {
        if (!options.Value.IsApp)
        {
            return new FailedDeliveries { Note = "A token has no webhook deliveries; only a GitHub App has." };
        }

        var since = time.GetUtcNow() - input.Window;
        var failures = await ReadAsync("failure", since, cancellationToken);
        if (failures.Deliveries.Count == 0)
        {
            return new FailedDeliveries();
        }

        // What was brought since can only be newer than the oldest failure. A server that does not know the filter lists all both times.
        var successes = await ReadAsync("success", failures.Deliveries.Min(one => one.DeliveredAt), cancellationToken);
        var brought = failures.Deliveries.Concat(successes.Deliveries).Where(one => !one.IsFailure).Select(one => one.Guid).ToHashSet(StringComparer.Ordinal);
        return Choose(input, [.. failures.Deliveries.Where(one => one.IsFailure)], brought) with
        {
            Note = failures.IsWhole && successes.IsWhole ? null : $"Only the newest {MostPages * 100} deliveries of a kind were looked at.",
        };
    }

    public async Task<RedeliveryOutcome> RedeliverAsync(FailedDelivery delivery, bool look, CancellationToken cancellationToken)
    {
        if (look)
        {
            var since = await ReadAsync(null, delivery.DeliveredAt, cancellationToken);
            if (since.Deliveries.Any(one => one.Guid == delivery.EventId && one.Id != delivery.DeliveryId))
            {
                return RedeliveryOutcome.AlreadyAsked;
            }
        }

        var answer = await app.SendAsync(HttpMethod.Post, $"{Path}/{delivery.DeliveryId}/attempts", null, cancellationToken);
        if (answer.Status is HttpStatusCode.NotFound or HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity)
        {
            return RedeliveryOutcome.Refused;
        }

        answer.Required();
        return RedeliveryOutcome.Asked;
    }

    /// <summary>Times have seconds only; within one the ids say what came first.</summary>
    private static FailedDeliveries Choose(SweepInput input, List<Delivery> failures, HashSet<string> brought)
    {
        var events = failures.GroupBy(one => one.Guid, StringComparer.Ordinal).Select(group => group.OrderBy(one => one.DeliveredAt).ThenBy(one => one.Id).ToList()).ToList();
        var open = events.Where(tries => !brought.Contains(tries[0].Guid)).ToList();
        var left = open.Where(tries => tries.Count(one => one.Redelivery) < input.PerDelivery).OrderBy(tries => tries[0].DeliveredAt).ThenBy(tries => tries[0].Id).ToList();
        return new FailedDeliveries
        {
            Failed = events.Count,
            Recovered = events.Count - open.Count,
            GivenUp = open.Count - left.Count,
            Postponed = Math.Max(0, left.Count - input.PerSweep),
            Deliveries = [.. left.Take(input.PerSweep).Select(tries => new FailedDelivery(
                input.Forge, tries[^1].Guid, tries[^1].Id, tries[^1].DeliveredAt, tries[^1].Event, tries[^1].StatusCode, tries.Count(one => one.Redelivery)))],
        };
    }

    /// <summary>Newest first, down to a moment.</summary>
    private async Task<(List<Delivery> Deliveries, bool IsWhole)> ReadAsync(string? status, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var deliveries = new List<Delivery>();
        var query = $"{Path}?per_page=100{(status is null ? "" : "&status=" + status)}";
        string? next = null;
        for (var page = 0; page < MostPages; page++)
        {
            var answer = await app.SendAsync(HttpMethod.Get, next is null ? query : $"{query}&{next}", null, cancellationToken);
            var items = answer.Required().EnumerateArray().Select(Read).ToList();
            deliveries.AddRange(items.Where(one => one.DeliveredAt >= since));
            next = answer.Next;
            if (next is null || items.Count == 0 || items[^1].DeliveredAt < since)
            {
                return (deliveries, true);
            }
        }

        return (deliveries, false);
    }

    private static Delivery Read(JsonElement item)
    {
        var action = item.GetProperty("action").GetString();
        var name = item.GetProperty("event").GetString();
        return new Delivery(
            item.GetProperty("id").GetInt64(), item.GetProperty("guid").GetString()!, item.GetProperty("delivered_at").GetDateTimeOffset(),
            item.GetProperty("redelivery").GetBoolean(), item.GetProperty("status_code").GetInt32(), action is null ? $"{name}" : $"{name}.{action}");
    }

    private sealed record Delivery(long Id, string Guid, DateTimeOffset DeliveredAt, bool Redelivery, int StatusCode, string Event)
    {
        /// <summary>As GitHub's own filter counts: redirects are taken for a success, and no answer at all is none.</summary>
        public bool IsFailure => StatusCode is < 200 or >= 400;
    }
}
