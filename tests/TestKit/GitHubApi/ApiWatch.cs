using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;
using BackgroundAgent.GitHubSimulator;

namespace BackgroundAgent.TestKit.GitHubApi;

/// <summary>
/// Keeps what went to and from a simulated GitHub and holds it against GitHub's own description: requests are ours, answers the simulator's. Where the
/// description cannot be had nothing is checked; <c>ApiDescriptionTests</c> says so.
/// </summary>
public sealed partial class ApiWatch
{
    /// <summary>Faults that a failure names.</summary>
    private const int Most = 40;

    private readonly ConcurrentDictionary<string, ApiExchange> seen = new(StringComparer.Ordinal);

    /// <summary>The description wants an account that is a user and an enterprise at once, which no answer can be.</summary>
    private readonly List<string> excused = ["(/app/installations): response.200#/0/account:"];

    /// <summary>Watches a simulator from now on.</summary>
    public static ApiWatch Of(SimulatedGitHub simulator)
    {
        // The package is fetched while the tests run.
        _ = ApiDescription.GetAsync();
        var watch = new ApiWatch();
        simulator.Exchanged += watch.Add;
        return watch;
    }

    public void Add(ApiExchange exchange) => seen.TryAdd(Key(exchange), exchange);

    /// <summary>Mismatches that hold this text do not count: GitHub does what its description does not say.</summary>
    public void Excuse(string text) => excused.Add(text);

    /// <summary>Whatever was exchanged so far fits.</summary>
    /// <returns>How many different exchanges were checked.</returns>
    /// <exception cref="ApiMismatchException">Something does not; the message names each pointer.</exception>
    public async Task<int> VerifyAsync()
    {
        var (description, _) = await ApiDescription.GetAsync();
        if (description is null)
        {
            return 0;
        }

        var check = new ExchangeCheck(description);
        var faults = seen.Values.SelectMany(check.Faults).Where(fault => !excused.Exists(text => fault.Contains(text, StringComparison.Ordinal))).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return faults.Count == 0 ? seen.Count : throw new ApiMismatchException(
            $"{faults.Count} mismatch(es) with GitHub's OpenAPI description {description.Version}:\n{string.Join('\n', faults.Take(Most))}");
    }

    /// <summary>Exchanges that differ in commit ids, numbers and times only are one: no schema tells them apart.</summary>
    private static string Key(ApiExchange exchange) => Varying().Replace(
        $"{exchange.Method} {exchange.Path}{exchange.Query} {exchange.RequestType} {Encoding.UTF8.GetString(exchange.RequestBody)} {exchange.Status} {exchange.ResponseType} {Encoding.UTF8.GetString(exchange.ResponseBody)}",
        "0");

    [GeneratedRegex("[0-9a-f]{40}|[0-9]+")]
    private static partial Regex Varying();
}

/// <summary>A request or an answer is not as GitHub describes it.</summary>
public sealed class ApiMismatchException(string message) : Exception(message);
