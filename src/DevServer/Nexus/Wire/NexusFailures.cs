using System.Text;
using System.Text.Json.Nodes;
using NexusFailure = Temporalio.Api.Nexus.V1.Failure;

namespace BackgroundAgent.DevServer.Nexus.Wire;

/// <summary>
/// Failures on the wire of Nexus carry a type in their metadata and details in JSON; those in events are Temporal's. A Temporal failure goes
/// through the wire unharmed; what another implementation sent is kept as the details of an application failure.
/// </summary>
internal static class NexusFailures
{
    public const string TypeKey = "type";
    public const string HandlerErrorType = "nexus.HandlerError";
    public const string OperationErrorType = "nexus.OperationError";

    private static readonly string TemporalType = Failure.Descriptor.FullName;
    private static readonly JsonParser Parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));

    public static Failure Handler(string type, string message, NexusHandlerErrorRetryBehavior retry = default, Failure? cause = null) => new()
    {
        Message = message,
        NexusHandlerFailureInfo = new NexusHandlerFailureInfo { Type = type, RetryBehavior = retry },
        Cause = cause,
    };

    /// <summary>A call that came to nothing before any handler answered.</summary>
    public static Failure Call(string message, bool retryable) => new()
    {
        Message = message,
        ApplicationFailureInfo = new ApplicationFailureInfo { Type = "CallError", NonRetryable = !retryable },
    };

    public static bool IsRetryable(NexusHandlerFailureInfo error) => error.RetryBehavior switch
    {
        NexusHandlerErrorRetryBehavior.Retryable => true,
        NexusHandlerErrorRetryBehavior.NonRetryable => false,
        _ => error.Type is not ("BAD_REQUEST" or "UNAUTHENTICATED" or "UNAUTHORIZED" or "NOT_FOUND" or "NOT_IMPLEMENTED" or "CONFLICT"),
    };

    /// <summary>What cannot be read is refused with <see cref="InvalidProtocolBufferException"/> or <see cref="System.Text.Json.JsonException"/>.</summary>
    public static Failure ToTemporal(NexusFailure from)
    {
        var failure = new Failure();
        var details = from.Details.IsEmpty ? null : from.Details.ToStringUtf8();
        switch (from.Metadata.GetValueOrDefault(TypeKey))
        {
            case { } type when type == TemporalType:
                failure = Parser.Parse<Failure>(details ?? "{}");
                break;
            case OperationErrorType when Text(details, "state") == "canceled":
                failure.CanceledFailureInfo = new CanceledFailureInfo();
                break;
            case OperationErrorType:
                failure.ApplicationFailureInfo = new ApplicationFailureInfo { Type = "OperationError", NonRetryable = true };
                break;
            case HandlerErrorType:
                ReadHandlerError(failure, details);
                break;
            default:
                if (from.Metadata.Count > 0 || details is not null)
                {
                    failure.ApplicationFailureInfo = Kept(from, details);
                }

                break;
        }

        failure.Message = from.Message;
        failure.StackTrace = from.StackTrace;
        if (from.Cause is not null)
        {
            failure.Cause = ToTemporal(from.Cause);
        }

        return failure;
    }

    public static NexusFailure ToNexus(Failure from)
    {
        var failure = new NexusFailure { Message = from.Message, StackTrace = from.StackTrace, Cause = from.Cause is null ? null : ToNexus(from.Cause) };
        if (from.NexusHandlerFailureInfo is { } handler)
        {
            failure.Metadata[TypeKey] = HandlerErrorType;
            failure.Details = ByteString.CopyFromUtf8(WriteHandlerError(handler, from.EncodedAttributes));
            return failure;
        }

        // Message, trace and cause travel on their own.
        var rest = from.Clone();
        (rest.Message, rest.StackTrace, rest.Cause) = ("", "", null);
        failure.Metadata[TypeKey] = TemporalType;
        failure.Details = ByteString.CopyFromUtf8(JsonFormatter.Default.Format(rest));
        return failure;
    }

    private static string WriteHandlerError(NexusHandlerFailureInfo info, Payload? attributes)
    {
        var details = new JsonObject();
        if (info.Type.Length > 0)
        {
            details["type"] = info.Type;
        }

        if (info.RetryBehavior != NexusHandlerErrorRetryBehavior.Unspecified)
        {
            details["retryableOverride"] = info.RetryBehavior == NexusHandlerErrorRetryBehavior.Retryable;
        }

        if (attributes is not null)
        {
            details["encodedAttributes"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(JsonFormatter.Default.Format(attributes)))
                .TrimEnd('=').Replace('+', '-').Replace('/', '_');
        }

        return details.ToJsonString();
    }

    private static void ReadHandlerError(Failure failure, string? details)
    {
        var retry = details is null ? null : JsonNode.Parse(details)?["retryableOverride"]?.GetValue<bool>();
        failure.NexusHandlerFailureInfo = new NexusHandlerFailureInfo
        {
            Type = Text(details, "type") ?? "",
            RetryBehavior = retry switch
            {
                true => NexusHandlerErrorRetryBehavior.Retryable,
                false => NexusHandlerErrorRetryBehavior.NonRetryable,
                _ => NexusHandlerErrorRetryBehavior.Unspecified,
            },
        };
        if (Text(details, "encodedAttributes") is { Length: > 0 } encoded)
        {
            var base64 = encoded.Replace('-', '+').Replace('_', '/');
            var bytes = Convert.FromBase64String(base64.PadRight((base64.Length + 3) / 4 * 4, '='));
            failure.EncodedAttributes = Parser.Parse<Payload>(Encoding.UTF8.GetString(bytes));
        }
    }

    private static string? Text(string? details, string name) => details is null ? null : JsonNode.Parse(details)?[name]?.GetValue<string>();

    private static ApplicationFailureInfo Kept(NexusFailure from, string? details)
    {
        var kept = new JsonObject();
        if (from.Metadata.Count > 0)
        {
            kept["metadata"] = new JsonObject(from.Metadata.Select(m => KeyValuePair.Create<string, JsonNode?>(m.Key, m.Value)));
        }

        if (details is not null)
        {
            kept["details"] = JsonNode.Parse(details);
        }

        var payload = new Payload { Data = ByteString.CopyFromUtf8(kept.ToJsonString()) };
        payload.Metadata["encoding"] = ByteString.CopyFromUtf8("json/plain");
        return new ApplicationFailureInfo { Type = "NexusFailure", Details = new Payloads { Payloads_ = { payload } } };
    }
}
