using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Grpc.Core;

namespace BackgroundAgent.DevServer.Tests.Hostile;

/// <summary>What came back for one request; a status of null means the answer was no gRPC answer.</summary>
internal sealed record RawAnswer(StatusCode? Status, string Message, byte[] Body, HttpStatusCode Http);

/// <summary>gRPC by hand, so that anything can be sent.</summary>
internal sealed class RawGrpc(string address) : IDisposable
{
    private static readonly TimeSpan Hangs = TimeSpan.FromSeconds(45);

    private readonly HttpClient _http = new(new SocketsHttpHandler { EnableMultipleHttp2Connections = true }) { BaseAddress = new Uri($"http://{address}"), Timeout = Hangs };

    public static byte[] Frame(byte[] message, byte flag = 0, int? length = null)
    {
        var frame = new byte[message.Length + 5];
        frame[0] = flag;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), length ?? message.Length);
        message.CopyTo(frame, 5);
        return frame;
    }

    public async Task<RawAnswer> CallAsync(string path, byte[] body, string timeout, string? encoding = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        request.Headers.TryAddWithoutValidation("te", "trailers");
        request.Headers.TryAddWithoutValidation("grpc-timeout", timeout);
        if (encoding is not null)
        {
            request.Headers.TryAddWithoutValidation("grpc-encoding", encoding);
        }

        using var response = await _http.SendAsync(request);
        var answer = await response.Content.ReadAsByteArrayAsync();
        var headers = response.Headers.Contains("grpc-status") ? (HttpHeaders)response.Headers : response.TrailingHeaders;
        var status = headers.TryGetValues("grpc-status", out var values) &&
            int.TryParse(values.Single(), NumberStyles.None, CultureInfo.InvariantCulture, out var code) && code <= 16 ? (StatusCode?)code : null;
        var message = headers.TryGetValues("grpc-message", out var messages) ? Uri.UnescapeDataString(messages.Single()) : "";
        return new RawAnswer(status, message, answer.Length > 5 ? answer[5..] : [], response.StatusCode);
    }

    public void Dispose() => _http.Dispose();
}
