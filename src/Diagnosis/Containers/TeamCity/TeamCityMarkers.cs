using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Containers.TeamCity;

/// <summary>Service messages <c>##teamcity[name key='value' …]</c>. Source: "Service Messages" in the TeamCity documentation.</summary>
internal static class TeamCityMarkers
{
    public static bool TryRead(ref ReadOnlySpan<byte> text, ref LineMark mark, long number, StepTracker steps)
    {
        if (!text.TryAfter("##teamcity["u8, out var message))
        {
            return false;
        }

        if (message.StartsWith("blockOpened "u8))
        {
            mark = LineMark.Command;
            steps.Begin(Value(message, "name='"u8), number);
        }
        else if (message.StartsWith("blockClosed "u8))
        {
            mark = LineMark.Command;
            steps.End(number);
        }

        return true;
    }

    /// <summary>The text of an attribute up to its closing quote; <c>|'</c> is an escaped quote.</summary>
    public static ReadOnlySpan<byte> Value(ReadOnlySpan<byte> message, ReadOnlySpan<byte> attribute)
    {
        var at = message.IndexOf(attribute);
        if (at < 0)
        {
            return default;
        }

        var rest = message[(at + attribute.Length)..];
        for (var i = 0; i < rest.Length; i++)
        {
            if (rest[i] == '|')
            {
                i++;
            }
            else if (rest[i] == '\'')
            {
                return rest[..i];
            }
        }

        return rest;
    }
}
