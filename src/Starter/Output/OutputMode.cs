namespace BackgroundAgent.Starter.Output;

internal enum OutputMode
{
    /// <summary>A terminal: colours, tables, live progress.</summary>
    Pretty,

    /// <summary>A pipe or a file: one fact per line, no colours, nothing redrawn.</summary>
    Plain,

    /// <summary>A machine: JSON documents, one per line where there are many.</summary>
    Json,
}
