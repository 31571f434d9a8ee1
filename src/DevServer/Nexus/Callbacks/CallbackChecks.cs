using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using BackgroundAgent.DevServer.Hosting;
using BackgroundAgent.DevServer.Rpc;
using Google.Protobuf.Collections;

namespace BackgroundAgent.DevServer.Nexus.Callbacks;

/// <summary>Which completion callbacks a start may carry.</summary>
internal sealed class CallbackChecks(NexusLimits limits, DynamicSettings settings)
{
    /// <summary>Stands for this server itself.</summary>
    public const string SystemUrl = "temporal://system";

    private readonly List<(Regex Host, bool AllowInsecure)> _rules = Rules(settings.Text("component.callbacks.allowedAddresses"));

    public void Check(RepeatedField<Callback> callbacks)
    {
        if (callbacks.Count > limits.CallbacksPerWorkflow)
        {
            throw RpcErrors.InvalidArgument($"cannot attach more than {limits.CallbacksPerWorkflow} callbacks to a workflow");
        }

        foreach (var callback in callbacks)
        {
            switch (callback.VariantCase)
            {
                case Callback.VariantOneofCase.Nexus:
                    Check(callback.Nexus);
                    break;
                case Callback.VariantOneofCase.Internal:
                    break;
                default:
                    throw RpcErrors.Unimplemented("unknown callback variant: <nil>");
            }
        }
    }

    private void Check(Callback.Types.Nexus callback)
    {
        if (callback.Url.Length > limits.CallbackUrl)
        {
            throw RpcErrors.InvalidArgument($"invalid url: url length longer than max length allowed of {limits.CallbackUrl}");
        }

        CheckUrl(callback.Url);
        if (callback.Header.Sum(h => Encoding.UTF8.GetByteCount(h.Key) + Encoding.UTF8.GetByteCount(h.Value)) > limits.CallbackHeaderBytes)
        {
            throw RpcErrors.InvalidArgument($"invalid header: header size longer than max allowed size of {limits.CallbackHeaderBytes}");
        }

        var header = callback.Header.ToList();
        callback.Header.Clear();
        foreach (var (name, value) in header)
        {
            callback.Header[name.ToLowerInvariant()] = value;
        }
    }

    private void CheckUrl(string text)
    {
        if (text == SystemUrl)
        {
            return;
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            throw RpcErrors.InvalidArgument($"invalid url: unknown scheme: {text}");
        }

        if (url.Host.Length == 0)
        {
            throw RpcErrors.InvalidArgument("invalid url: missing host");
        }

        foreach (var (host, allowInsecure) in _rules)
        {
            if (host.IsMatch(url.Authority))
            {
                _ = allowInsecure || url.Scheme == "https"
                    ? true
                    : throw RpcErrors.InvalidArgument($"invalid url: callback address does not allow insecure connections: {text}");
                return;
            }
        }

        throw RpcErrors.InvalidArgument($"invalid url: url does not match any configured callback address: {text}");
    }

    /// <summary>[{"Pattern": "host:port with * for anything", "AllowInsecure": true}]; what cannot be read is no rule.</summary>
    private static List<(Regex Host, bool AllowInsecure)> Rules(string? json)
    {
        var rules = new List<(Regex, bool)>();
        try
        {
            using var parsed = JsonDocument.Parse(json ?? "[]");
            foreach (var rule in parsed.RootElement.EnumerateArray())
            {
                if (rule.TryGetProperty("Pattern", out var pattern) && pattern.GetString() is { Length: > 0 } text)
                {
                    var insecure = rule.TryGetProperty("AllowInsecure", out var allow) && allow.ValueKind == JsonValueKind.True;
                    var expression = "^" + Regex.Escape(text).Replace("\\*", ".*", StringComparison.Ordinal) + "$";
                    rules.Add((new Regex(expression, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant), insecure));
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            rules.Clear();
        }

        return rules;
    }
}
