using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Containers.Travis;

/// <summary>
/// <c>travis_fold:start:name</c>, <c>travis_fold:end:name</c>, <c>travis_time:start:id</c>, <c>travis_time:end:id:…</c>, each followed by CR. The commands of the script have no
/// fold; the time in front of each names them. Source: <c>lib/travis/build/bash</c> of travis-ci/travis-build.
/// </summary>
internal static class TravisMarkers
{
    public static void TryRead(ref ReadOnlySpan<byte> text, ref LineMark mark, long number, StepTracker steps)
    {
        if (text.TryAfter("travis_fold:start:"u8, out var name))
        {
            steps.Open(name, number);
            mark = LineMark.Group;
            if (name.StartsWith("cache."u8) || name.StartsWith("after_"u8))
            {
                steps.SetAside();
            }
        }
        else if (text.TryAfter("travis_fold:end:"u8, out name))
        {
            steps.Close(name, number);
            mark = LineMark.Command;
        }
        else if (text.StartsWith("travis_time:"u8))
        {
            mark = LineMark.Command;
            if (text.StartsWith("travis_time:start:"u8))
            {
                steps.Memory.NextCommandIsStep = !steps.IsOpen;
            }
            else if (steps.CurrentName.StartsWith("$ ", StringComparison.Ordinal))
            {
                steps.End(number);
            }
        }
    }

    /// <summary><c>$ command</c> behind its time.</summary>
    public static void TryReadCommand(ReadOnlySpan<byte> text, long number, StepTracker steps)
    {
        if (steps.Memory.NextCommandIsStep && text.StartsWith("$ "u8))
        {
            steps.Begin(text, number);
        }

        steps.Memory.NextCommandIsStep = false;
    }
}
