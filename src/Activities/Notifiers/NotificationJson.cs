using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using BackgroundAgent.Contracts.Activities;

namespace BackgroundAgent.Activities.Notifiers;

/// <summary>A notification as one line of JSON: the record's fields in camel case, without nulls.</summary>
internal static class NotificationJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static byte[] Write(TaskNotification notification) => JsonSerializer.SerializeToUtf8Bytes(notification, Options);
}
