using Google.Protobuf.Reflection;

namespace BackgroundAgent.DevServer.Rpc.Http;

/// <summary>A path of the HTTP API: segments that are words or names of request fields.</summary>
internal sealed class HttpRoute
{
    private readonly List<Segment> _segments = [];

    public HttpRoute(HttpRule rule, string method, MessageDescriptor request)
    {
        (Verb, Body, Method, Request) = (rule.Verb, rule.Body, method, request);
        foreach (var part in rule.Path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var isField = part.StartsWith('{');
            var name = isField ? part.Trim('{', '}').Split('=')[0] : part;
            _segments.Add(new Segment(name, isField));
        }
    }

    public string Verb { get; }

    public string Body { get; }

    /// <summary>The method as the table names it: service/method.</summary>
    public string Method { get; }

    public MessageDescriptor Request { get; }

    /// <summary>Words before fields: of two routes that fit, the one with more words is meant.</summary>
    public int Words => _segments.Count(s => !s.IsField);

    /// <summary>The values of the path's fields, or null when the path is another one.</summary>
    public Dictionary<string, string>? Match(string[] path)
    {
        if (path.Length != _segments.Count)
        {
            return null;
        }

        var values = new Dictionary<string, string>();
        for (var i = 0; i < path.Length; i++)
        {
            if (_segments[i].IsField)
            {
                values[_segments[i].Name] = path[i];
            }
            else if (_segments[i].Name != path[i])
            {
                return null;
            }
        }

        return values;
    }

    private readonly record struct Segment(string Name, bool IsField);
}
