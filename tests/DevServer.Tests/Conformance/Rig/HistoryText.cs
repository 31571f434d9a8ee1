using System.Text;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Temporalio.Api.History.V1;

namespace BackgroundAgent.DevServer.Tests.Conformance;

/// <summary>
/// A history written as text: one event a line, its type, then if wanted the expected attributes as JSON
/// (a subset, see <see cref="Subset"/>). Event ids are consecutive from one unless a line begins with a number.
/// </summary>
internal static class HistoryText
{
    public static void Is(string expected, IReadOnlyList<HistoryEvent> actual)
    {
        var lines = expected.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var problem = lines.Length == actual.Count
            ? lines.Select((line, index) => Difference(line, actual[index])).FirstOrDefault(d => d is not null)
            : $"expected {lines.Length} events, got {actual.Count}";
        if (problem is not null)
        {
            Assert.Fail($"{problem}\nThe history is:\n{Show(actual)}");
        }
    }

    public static string Show(IEnumerable<HistoryEvent> events)
    {
        var text = new StringBuilder();
        foreach (var item in events)
        {
            text.Append(item.EventId).Append(' ').Append(item.EventType).Append(' ').AppendLine(Attributes(item)?.ToJsonString());
        }

        return text.ToString();
    }

    private static string? Difference(string line, HistoryEvent actual)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        var type = space < 0 ? line : line[..space];
        if (type != actual.EventType.ToString())
        {
            return $"event {actual.EventId}: expected {type}, got {actual.EventType}";
        }

        var difference = space < 0 ? null : Subset.Difference(JsonNode.Parse(line[space..]), Attributes(actual));
        return difference is null ? null : $"event {actual.EventId} {type}: {difference}";
    }

    /// <summary>The attributes of the event, flat, whatever their field is called.</summary>
    private static JsonNode? Attributes(HistoryEvent item)
    {
        var field = HistoryEvent.Descriptor.Oneofs[0].Accessor.GetCaseFieldDescriptor(item);
        return field is null ? null : Subset.Show((IMessage)field.Accessor.GetValue(item));
    }
}
