namespace BackgroundAgent.Diagnosis.Engine;

/// <summary>A tool whose console output can be read.</summary>
/// <param name="Name">Short, lower case; the <c>tool</c> of its findings.</param>
/// <param name="Phrases">
/// A line holding one of them is shown to the parser. ASCII case is ignored, every digit stands for any digit, <c>^</c> in front means
/// "where the line's text begins". Pick rare ones: the work is proportional to the lines shown.
/// </param>
/// <param name="Create">Makes a parser for one log.</param>
/// <param name="Yields">Even while it waits, other parsers are asked before it. For readers of lines that anybody may print.</param>
internal sealed record Tool(string Name, string[] Phrases, Func<IToolParser> Create, bool Yields = false);
