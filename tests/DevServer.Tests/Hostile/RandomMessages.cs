using System.Collections;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace BackgroundAgent.DevServer.Tests.Hostile;

/// <summary>Messages of any type with random fields. Names and tokens come from a small pool, so that requests meet what is there.</summary>
internal sealed class RandomMessages(Random random, HostilePool pool)
{
    private const int Depth = 5;

    public void Fill(IMessage message, int depth = 0)
    {
        // Most requests have few fields; the rest is where the checks are.
        var share = random.Next(4) switch { 0 => 0.2, 1 => 0.5, 2 => 0.8, _ => 1.0 };
        foreach (var field in message.Descriptor.Fields.InFieldNumberOrder())
        {
            if (depth > Depth || random.NextDouble() > share || (field.RealContainingOneof is { } one && one.Accessor.GetCaseFieldDescriptor(message) is not null))
            {
                continue;
            }

            if (field.IsMap)
            {
                FillMap((IDictionary)field.Accessor.GetValue(message), field.MessageType, depth);
            }
            else if (field.IsRepeated)
            {
                var list = (IList)field.Accessor.GetValue(message);
                for (var n = random.Next(3); n > 0; n--)
                {
                    list.Add(Value(field, depth));
                }
            }
            else
            {
                field.Accessor.SetValue(message, Value(field, depth));
            }
        }
    }

    private void FillMap(IDictionary map, MessageDescriptor entry, int depth)
    {
        for (var n = random.Next(3); n > 0; n--)
        {
            map[Value(entry.FindFieldByNumber(1), depth)] = Value(entry.FindFieldByNumber(2), depth);
        }
    }

    private object Value(FieldDescriptor field, int depth) => field.FieldType switch
    {
        FieldType.String => pool.Text(random, field.Name),
        FieldType.Bytes => pool.Bytes(random, field.Name),
        FieldType.Bool => random.Next(2) == 0,
        FieldType.Double => Number(),
        FieldType.Float => (float)Number(),
        FieldType.Enum => Enumeration(field.EnumType),
        FieldType.Message or FieldType.Group => Message(field.MessageType, depth),
        FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 => Integer(),
        FieldType.UInt64 or FieldType.Fixed64 => (ulong)Integer(),
        FieldType.UInt32 or FieldType.Fixed32 => (uint)Integer(),
        _ => (int)Integer(),
    };

    private object Enumeration(EnumDescriptor type) => System.Enum.ToObject(
        type.ClrType, random.Next(60) == 0 ? random.Next(-3, 1000) : type.Values[random.Next(type.Values.Count)].Number);

    private object Message(MessageDescriptor type, int depth)
    {
        if (type.File == DoubleValue.Descriptor.File)
        {
            // A wrapped number is a nullable one in C#.
            return Value(type.FindFieldByNumber(1), depth);
        }

        if (type == Duration.Descriptor)
        {
            return new Duration { Seconds = Integer(), Nanos = random.Next(6) == 0 ? (int)Integer() : 0 };
        }

        if (type == Timestamp.Descriptor)
        {
            return random.Next(2) == 0
                ? Timestamp.FromDateTime(DateTime.UtcNow.AddSeconds(random.Next(-100, 100)))
                : new Timestamp { Seconds = Integer(), Nanos = random.Next(6) == 0 ? (int)Integer() : 0 };
        }

        var message = type.Parser.ParseFrom([]);
        Fill(message, depth + 1);
        return message;
    }

    private double Number() => random.Next(6) switch { 0 => 0, 1 => -1, 2 => double.NaN, 3 => double.PositiveInfinity, 4 => double.MinValue, _ => random.NextDouble() * 100 };

    private long Integer() => random.Next(40) switch
    {
        0 => 0,
        1 => -1,
        2 => long.MaxValue,
        3 => long.MinValue,
        4 => int.MaxValue,
        5 => random.NextInt64(),
        _ => random.Next(1, 20),
    };
}
