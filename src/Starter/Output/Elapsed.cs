using System.Globalization;

namespace BackgroundAgent.Starter.Output;

/// <summary>Durations as people read them at a glance; precision goes with size.</summary>
internal static class Elapsed
{
    /// <summary>The two largest units: <c>1h 30m</c>, <c>4.2s</c>.</summary>
    public static string Show(TimeSpan duration)
    {
        var span = duration < TimeSpan.Zero ? TimeSpan.Zero : duration;
        return span switch
        {
            { TotalDays: >= 1 } => Two((int)span.TotalDays, "d", span.Hours, "h"),
            { TotalHours: >= 1 } => Two((int)span.TotalHours, "h", span.Minutes, "m"),
            { TotalMinutes: >= 1 } => Two((int)span.TotalMinutes, "m", span.Seconds, "s"),
            { TotalSeconds: >= 10 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(span.TotalSeconds):0}s"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.#}s"),
        };
    }

    private static string Two(int large, string largeUnit, int small, string smallUnit)
        => small == 0 ? $"{large}{largeUnit}" : $"{large}{largeUnit} {small}{smallUnit}";
}
