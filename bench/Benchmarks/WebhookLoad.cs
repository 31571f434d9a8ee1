using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace BackgroundAgent.Benchmarks;

/// <summary>Sends ready-made requests over a few connections; as little as possible of the machine goes to asking.</summary>
internal static class WebhookLoad
{
    private const int Connections = 8;
    private const int Different = 64;

    /// <summary>Bytes of a payload; GitHub's own example of the event has about as many.</summary>
    private const int PayloadBytes = 8 * 1024;

    /// <summary>Whole requests: check runs of tasks' branches, each signed.</summary>
    public static IReadOnlyList<byte[]> Deliveries(string secret) => [.. Enumerable.Range(0, Different).Select(number =>
    {
        var start = "{\"action\":\"completed\",\"check_run\":{\"name\":\"build\",\"head_sha\":\"" + $"{number:x40}"
            + "\",\"check_suite\":{\"id\":1,\"head_branch\":\"" + $"bgagent/task-{number}"
            + "\"}},\"sender\":{\"id\":1,\"login\":\"x\",\"type\":\"Bot\"},\"repository\":{\"id\":1,\"full_name\":\"o/r\",\"description\":\"";
        var body = Encoding.ASCII.GetBytes(start + new string('x', PayloadBytes - start.Length - 3) + "\"}}");
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));
        var head = $"POST /webhooks/github HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: GitHub-Hookshot/bench\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n"
            + $"X-GitHub-Event: check_run\r\nX-GitHub-Delivery: {Guid.NewGuid()}\r\nX-GitHub-Hook-ID: 1\r\nX-Hub-Signature-256: sha256={signature}\r\n\r\n";
        return (byte[])[.. Encoding.ASCII.GetBytes(head), .. body];
    })];

    /// <summary>As many as are answered with success, per second.</summary>
    public static async Task<double> BurstAsync(IPEndPoint address, IReadOnlyList<byte[]> deliveries, TimeSpan duration)
    {
        var clock = Stopwatch.StartNew();
        var counts = await Task.WhenAll(Enumerable.Range(0, Connections).Select(async start =>
        {
            using var connection = await Connection.OpenAsync(address);
            var count = 0;
            for (; clock.Elapsed < duration; count++)
            {
                await connection.SendAsync(deliveries[(start + count) % deliveries.Count]);
            }

            return count;
        }));
        return counts.Sum() / clock.Elapsed.TotalSeconds;
    }

    /// <summary>Milliseconds from the moment a delivery was due to its answer, sorted; waiting for a late one counts against those behind it.</summary>
    public static async Task<List<double>> SteadyAsync(IPEndPoint address, IReadOnlyList<byte[]> deliveries, int perSecond, TimeSpan duration)
    {
        var clock = Stopwatch.StartNew();
        var gap = TimeSpan.FromSeconds((double)Connections / perSecond);
        var all = await Task.WhenAll(Enumerable.Range(0, Connections).Select(async start =>
        {
            using var connection = await Connection.OpenAsync(address);
            var latencies = new List<double>();
            for (var due = clock.Elapsed + (gap * start / Connections); due < duration; due += gap)
            {
                if (due - clock.Elapsed is { Ticks: > 0 } wait)
                {
                    await Task.Delay(wait);
                }

                // A timer of the operating system is late by itself; that is not the gateway's.
                var sent = clock.Elapsed > due + gap ? due : clock.Elapsed;
                await connection.SendAsync(deliveries[latencies.Count % deliveries.Count]);
                latencies.Add((clock.Elapsed - sent).TotalMilliseconds);
            }

            return latencies;
        }));
        return [.. all.SelectMany(latencies => latencies).Order()];
    }

    /// <summary>One connection that is kept. Answers are read up to the end of a chunked or counted body.</summary>
    private sealed class Connection(Socket socket) : IDisposable
    {
        private readonly byte[] answer = new byte[16 * 1024];

        public static async Task<Connection> OpenAsync(IPEndPoint address)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(address);
            return new Connection(socket);
        }

        public async Task SendAsync(byte[] request)
        {
            await socket.SendAsync(request);
            var length = 0;
            do
            {
                var read = await socket.ReceiveAsync(answer.AsMemory(length));
                length += read > 0 ? read : throw new IOException("the connection was closed");
            }
            while (!IsWhole(answer.AsSpan(0, length)));
            if (answer[9] != '2')
            {
                throw new InvalidOperationException($"refused: {Encoding.ASCII.GetString(answer, 0, length)}");
            }
        }

        public void Dispose() => socket.Dispose();

        private static bool IsWhole(ReadOnlySpan<byte> bytes)
        {
            var end = bytes.IndexOf("\r\n\r\n"u8);
            if (end < 0)
            {
                return false;
            }

            var head = Encoding.ASCII.GetString(bytes[..end]);
            var at = head.IndexOf("content-length:", StringComparison.OrdinalIgnoreCase);
            return at < 0
                ? bytes.EndsWith("0\r\n\r\n"u8)
                : bytes.Length >= end + 4 + int.Parse(head.AsSpan(at + 15).Trim().ToString().Split('\r')[0], System.Globalization.CultureInfo.InvariantCulture);
        }
    }
}
