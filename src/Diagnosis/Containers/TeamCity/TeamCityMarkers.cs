using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Containers.TeamCity;

/// <summary>
/// Service messages <c>##teamcity[name key='value' …]</c>, and the line <c>Step 1/3: name</c> with which a build step begins in a downloaded log. Sources: "Service Messages" and
/// "Build Log" in the TeamCity documentation.
/// </summary>
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
            steps.Open(TeamCityText.Value(message, "name"u8), number);
        }
        else if (message.StartsWith("blockClosed "u8))
        {
            mark = LineMark.Command;
            steps.Close(TeamCityText.Value(message, "name"u8), number);
        }

        return true;
    }

    public static void TryReadStep(ReadOnlySpan<byte> text, long number, StepTracker steps)
    {
        // The classic builder of Docker has a blank before the colon. Within another service's steps it is a program's own line.
        if ((steps.Count == 0 || steps.Memory.IsTeamCity) && text.TryAfter("Step "u8, out var rest) && rest.TryTakeInt(out _) && rest.StartsWith("/"u8))
        {
            rest = rest[1..];
            if (rest.TryTakeInt(out _) && rest.TryAfter(": "u8, out var name))
            {
                steps.Memory.IsTeamCity = true;
                steps.Begin(name, number);
            }
        }
    }
}
