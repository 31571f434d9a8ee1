using System.Collections.Concurrent;
using System.Net;

namespace BackgroundAgent.Forges.GitHub.Http;

/// <summary>Answers by address with their ETags: asking again costs nothing of the limit as long as nothing changed.</summary>
internal sealed class AnswerCache
{
    /// <summary>Answers kept.</summary>
    private const int Most = 2_000;

    /// <summary>Bytes of an answer that is kept.</summary>
    private const int LargestBody = 512 * 1024;

    private readonly ConcurrentDictionary<string, Answer> answers = new();

    /// <summary>Asks only for what is new.</summary>
    public Answer? Condition(HttpRequestMessage request)
    {
        if (request.Method != HttpMethod.Get || !answers.TryGetValue(Key(request), out var known))
        {
            return null;
        }

        request.Headers.TryAddWithoutValidation("If-None-Match", known.Tag);
        return known;
    }

    /// <summary>Keeps the answer, or gives back the one that is still right.</summary>
    public async Task<HttpResponseMessage> ResolveAsync(HttpRequestMessage request, HttpResponseMessage response, Answer? known, CancellationToken cancellationToken)
    {
        if (response.StatusCode == HttpStatusCode.NotModified && known is not null)
        {
            response.Dispose();
            return known.ToResponse(request);
        }

        if (request.Method != HttpMethod.Get || response.StatusCode != HttpStatusCode.OK || response.Headers.ETag is not { } tag
            || response.Content.Headers.ContentLength > LargestBody)
        {
            return response;
        }

        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        var answer = new Answer(
            tag.ToString(), body, response.Content.Headers.ContentType?.ToString(), response.Headers.TryGetValues("Link", out var links) ? links.First() : null);
        if (body.Length <= LargestBody)
        {
            Keep(Key(request), answer);
        }

        response.Dispose();
        return answer.ToResponse(request);
    }

    private void Keep(string key, Answer answer)
    {
        if (answers.Count >= Most)
        {
            // Which ones go matters little: each costs one request more.
            foreach (var old in answers.Keys.Take(Most / 10))
            {
                answers.TryRemove(old, out _);
            }
        }

        answers[key] = answer;
    }

    private static string Key(HttpRequestMessage request) => $"{request.RequestUri} {request.Headers.Accept}";

    internal sealed record Answer(string Tag, byte[] Body, string? ContentType, string? Link)
    {
        public HttpResponseMessage ToResponse(HttpRequestMessage request)
        {
            var response = new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(Body), RequestMessage = request };
            response.Headers.TryAddWithoutValidation("ETag", Tag);
            response.Content.Headers.TryAddWithoutValidation("Content-Type", ContentType);
            if (Link is not null)
            {
                response.Headers.TryAddWithoutValidation("Link", Link);
            }

            return response;
        }
    }
}
