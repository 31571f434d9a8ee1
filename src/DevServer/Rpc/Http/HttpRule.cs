using Google.Protobuf.Reflection;

namespace BackgroundAgent.DevServer.Rpc.Http;

/// <summary>
/// How a method is reached over HTTP: verb, path template, and which part of the request the body is ("*" all of it, empty none). Read from
/// the google.api.http option of the protocol's own descriptors, see https://github.com/googleapis/googleapis/blob/master/google/api/http.proto.
/// </summary>
internal sealed record HttpRule(string Verb, string Path, string Body)
{
    /// <summary>The number of the google.api.http extension; its message type is not part of the client library.</summary>
    private const int Extension = 72295728;

    private const int BodyField = 7;
    private const int AdditionalField = 11;

    public static List<HttpRule> Of(MethodDescriptor method)
    {
        var rules = new List<HttpRule>();
        if (method.GetOptions() is { } options)
        {
            foreach (var bytes in Fields(options.ToByteArray()).Where(f => f.Number == Extension))
            {
                Add(rules, bytes.Value);
            }
        }

        return rules;
    }

    private static void Add(List<HttpRule> rules, byte[] message)
    {
        var (verb, path, body) = ("", "", "");
        var additional = new List<byte[]>();
        foreach (var (number, value) in Fields(message))
        {
            var text = System.Text.Encoding.UTF8.GetString(value);
            switch (number)
            {
                case 2 or 3 or 4 or 5 or 6:
                    (verb, path) = (number switch { 2 => "GET", 3 => "PUT", 4 => "POST", 5 => "DELETE", _ => "PATCH" }, text);
                    break;
                case BodyField:
                    body = text;
                    break;
                case AdditionalField:
                    additional.Add(value);
                    break;
                default:
                    break;
            }
        }

        if (verb.Length > 0)
        {
            rules.Add(new HttpRule(verb, path, body));
        }

        foreach (var other in additional)
        {
            Add(rules, other);
        }
    }

    /// <summary>The fields with a length; the others say nothing here.</summary>
    private static List<(int Number, byte[] Value)> Fields(byte[] message)
    {
        var result = new List<(int, byte[])>();
        using var input = new CodedInputStream(message);
        while (input.ReadTag() is var tag and not 0)
        {
            if (WireFormat.GetTagWireType(tag) == WireFormat.WireType.LengthDelimited)
            {
                result.Add((WireFormat.GetTagFieldNumber(tag), input.ReadBytes().ToByteArray()));
            }
            else
            {
                input.SkipLastField();
            }
        }

        return result;
    }
}
