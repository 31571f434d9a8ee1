using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;
using BackgroundAgent.GitHubSimulator.State;

namespace BackgroundAgent.GitHubSimulator.Webhooks;

/// <summary>Signs deliveries and carries them, with the faults of their repository. Like GitHub it does not try again by itself.</summary>
internal sealed class Courier : IAsyncDisposable
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(10);

    private readonly World world;
    private readonly HttpClient client = new() { Timeout = AnswerWithin };
    private readonly Channel<Func<Task>> line = Channel.CreateUnbounded<Func<Task>>(new UnboundedChannelOptions { SingleReader = true });
    private readonly ConcurrentDictionary<string, Random> chances = new();
    private readonly Task carrying;

    public Courier(World world)
    {
        this.world = world;
        carrying = Task.Run(CarryAsync);
    }

    /// <summary>Call inside the gate: the order of events is the order of calls.</summary>
    public void Take(RepositoryState repository, DeliveryState delivery)
    {
        var faults = repository.Faults;
        var chance = chances.GetOrAdd(repository.FullName, _ => new Random(faults.Seed));
        var (lost, doubled, late, forged) = (chance.NextDouble(), chance.NextDouble(), chance.NextDouble(), chance.NextDouble());
        var delay = chance.NextDouble() * faults.LongestDelay;
        if (forged < faults.Forged)
        {
            var body = delivery.Body.Replace("\"completed\"", "\"queued\"", StringComparison.Ordinal) + " ";
            line.Writer.TryWrite(() => PostAsync(delivery, body, Signature("not the secret of this place", body)));
        }

        if (lost < faults.Lost)
        {
            delivery.IsTried = true;
            return;
        }

        for (var copy = 0; copy < (doubled < faults.Doubled ? 2 : 1); copy++)
        {
            line.Writer.TryWrite(late < faults.Late ? () => LaterAsync(delivery, delay) : () => DeliverAsync(delivery));
        }
    }

    /// <summary>Delivers once, without faults.</summary>
    public async Task DeliverAsync(DeliveryState delivery)
    {
        delivery.StatusCode = await PostAsync(delivery, delivery.Body, Signature(world.WebhookSecret, delivery.Body));
        delivery.IsTried = true;
    }

    public async ValueTask DisposeAsync()
    {
        line.Writer.TryComplete();
        await carrying;
        client.Dispose();
    }

    private async Task CarryAsync()
    {
        await foreach (var next in line.Reader.ReadAllAsync())
        {
            if (!world.Ending.IsCancellationRequested)
            {
                await next();
            }
        }
    }

    private Task LaterAsync(DeliveryState delivery, TimeSpan delay)
    {
        _ = Task.Delay(delay, world.Options.Time, world.Ending)
            .ContinueWith(_ => DeliverAsync(delivery), world.Ending, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
        return Task.CompletedTask;
    }

    private async Task<int> PostAsync(DeliveryState delivery, string body, string signature)
    {
        if (world.WebhookUrl is not { } address)
        {
            return 0;
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("User-Agent", "GitHub-Hookshot/simulated");
        request.Headers.Add("X-GitHub-Event", delivery.Event);
        request.Headers.Add("X-GitHub-Delivery", delivery.Guid);
        request.Headers.Add("X-GitHub-Hook-ID", "1");
        request.Headers.Add("X-Hub-Signature-256", signature);
        try
        {
            using var response = await client.SendAsync(request, world.Ending);
            return (int)response.StatusCode;
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException)
        {
            return 0;
        }
    }

    private static string Signature(string secret, string body)
        => "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(body)));
}
