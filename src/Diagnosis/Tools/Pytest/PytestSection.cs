namespace BackgroundAgent.Diagnosis.Tools.Pytest;

/// <summary>One block under FAILURES or ERRORS.</summary>
internal sealed class PytestSection(string title, long logLine)
{
    /// <summary>As printed: <c>TestX.test_y[1]</c>, <c>ERROR at setup of test_y</c>, <c>ERROR collecting tests/test_a.py</c>.</summary>
    public string Title { get; } = title;

    /// <summary>The first line of the error where there is one, else the title's.</summary>
    public long LogLine { get; private set; } = logLine;

    public string? Message { get; private set; }

    public string? File { get; private set; }

    public int? Line { get; private set; }

    /// <summary>The test without "ERROR at setup of".</summary>
    public string Test
    {
        get
        {
            var of = Title.IndexOf(" of ", StringComparison.Ordinal);
            return Title.StartsWith("ERROR at ", StringComparison.Ordinal) && of > 0 ? Title[(of + 4)..] : Title;
        }
    }

    public bool IsCollection => Title.StartsWith("ERROR collecting ", StringComparison.Ordinal);

    public void NoteError(string text, long logLine)
    {
        if (Message is null)
        {
            (Message, LogLine) = (text, logLine);
        }
    }

    /// <summary>The first place in the project's own code; a later one is nearer to the error.</summary>
    public void NotePlace(string file, int? line)
    {
        if (!file.Contains("site-packages", StringComparison.Ordinal) && !file.StartsWith("/usr/lib", StringComparison.Ordinal))
        {
            (File, Line) = (file, line);
        }
    }
}
