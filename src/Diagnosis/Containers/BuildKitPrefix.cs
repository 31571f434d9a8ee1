using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Containers;

/// <summary>
/// Takes off what BuildKit's plain progress puts before each line of a step's output, <c>#12 3.456 text</c>. Steps take turns; the first line of a number is the step's name, <c>#12 [web 3/5] RUN make</c>.
/// They become steps of the log where no CI service has named others. Source: <c>util/progress/progressui/printer.go</c> of moby/buildkit.
/// </summary>
internal sealed class BuildKitPrefix
{
    private const int MaxSteps = 512;

    /// <summary>By BuildKit's number: the step of the log, from 1; 0 where it was not seen.</summary>
    private int[] _steps = [];

    private bool _ownsSteps;

    /// <param name="text">A line that begins with <c>#</c>.</param>
    /// <param name="line">Its number.</param>
    /// <param name="steps">Where the steps go.</param>
    /// <param name="step">BuildKit's number; -1 where the line is none of BuildKit's.</param>
    public ReadOnlySpan<byte> Strip(ReadOnlySpan<byte> text, long line, StepTracker steps, out int step)
    {
        step = -1;
        var rest = text[1..];
        if (!rest.TryTakeInt(out var number) || number >= MaxSteps || rest.Length < 2 || rest[0] != ' ')
        {
            return text;
        }

        rest = rest[1..];
        if (_steps.Length == 0)
        {
            // Anything may begin with a number sign: a bracketed stage, or the head of the whole output, shows who is speaking.
            if (!(rest[0] == '[' && rest.IndexOf((byte)']') > 0) && !rest.StartsWith("building with "u8))
            {
                return text;
            }

            _steps = new int[MaxSteps];
            _ownsSteps = steps.Count == 0;
        }

        step = number;
        if (_ownsSteps)
        {
            Follow(number, rest, line, steps);
        }

        _steps[number] = Math.Max(1, _steps[number]);
        var time = rest;
        return time.TryTakeInt(out _) && time.StartsWith("."u8) && time[1..] is var fraction && fraction.TryTakeInt(out _) && (fraction.IsEmpty || fraction[0] == ' ')
            ? fraction.IsEmpty ? fraction : fraction[1..]
            : text;
    }

    private void Follow(int number, ReadOnlySpan<byte> rest, long line, StepTracker steps)
    {
        if (_steps[number] > 0)
        {
            steps.Resume(_steps[number] - 1, line);
        }
        else if (steps.Count < StepTracker.MaxSteps)
        {
            steps.Begin(rest, line);
            _steps[number] = steps.Count;
        }

        if (rest.StartsWith("ERROR: "u8))
        {
            steps.FailCurrent();
        }
    }
}
