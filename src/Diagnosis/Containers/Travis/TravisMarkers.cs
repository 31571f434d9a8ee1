using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Containers.Travis;

/// <summary><c>travis_fold:start:name</c>, <c>travis_fold:end:name</c>, <c>travis_time:…</c>, each followed by CR. Source: output of the Travis worker.</summary>
internal static class TravisMarkers
{
    public static void TryRead(ref ReadOnlySpan<byte> text, ref LineMark mark, long number, StepTracker steps)
    {
        if (text.TryAfter("travis_fold:start:"u8, out var name))
        {
            steps.Begin(name, number);
            mark = LineMark.Group;
        }
        else if (text.StartsWith("travis_fold:end:"u8))
        {
            steps.End(number);
            mark = LineMark.Command;
        }
        else if (text.StartsWith("travis_time:"u8))
        {
            mark = LineMark.Command;
        }
    }
}
