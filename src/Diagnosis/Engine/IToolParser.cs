using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Engine;

/// <summary>
/// Reads what one tool prints. One instance reads one log, line by line. It is made when one of the tool's phrases first occurs; from
/// then on it gets the lines its phrases occur in, and every line while it waits.
/// </summary>
internal interface IToolParser
{
    /// <summary>Reads a line and says whether it was the tool's, and whether the following line is wanted whatever it holds.</summary>
    LineUse Read(in LogLine line, IFindingSink sink);

    /// <summary>The log ended: hand over what is pending.</summary>
    void Complete(IFindingSink sink)
    {
    }
}

/// <summary>What a parser did with a line.</summary>
[Flags]
internal enum LineUse
{
    /// <summary>Not this tool's; the next parser sees it.</summary>
    Pass = 0,

    /// <summary>This tool's; no other parser sees it.</summary>
    Take = 1,

    /// <summary>The next line is wanted too. Ends by itself after <see cref="ToolDispatcher.MaxWait"/> lines.</summary>
    Wait = 2,

    TakeAndWait = Take | Wait,
}
