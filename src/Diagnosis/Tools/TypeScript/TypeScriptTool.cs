using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tools.TypeScript;

/// <summary>The TypeScript compiler, plain and pretty, and what webpack, Vite and ts-jest make of it.</summary>
internal sealed class TypeScriptTool : IToolParser
{
    public const string Name = "typescript";

    private static readonly LinePattern[] Errors =
    [
        new("{file}({line},{col}): {sev} {code}: {msg}"),
        new("{file}:{line}:{col} - {sev} {code}: {msg}"),
        new("{file}:{line}:{col}: {sev} {code}: {msg}"),
        new("{file}:{line}:{col} {sev} {code}: {msg}"),
        new("{sev} in {file}:{line}:{col} - {code}: {msg}"),
        new("{sev} {code}: {msg}"),
    ];

    private static readonly LinePattern Loader = new("{code}: {msg}");
    private static readonly LinePattern LoaderPlace = new("{sev} in {file}({line},{col})");

    private (string File, int Line, int Column, long LogLine)? _place;

    public static Tool Definition { get; } = new(Name, [" ts0000", "^ts0000", " ts000:", " ts00000", "^error in ", "^ts00000"], () => new TypeScriptTool());

    public LineUse Read(in LogLine line, IFindingSink sink)
    {
        if (LoaderPlace.TryMatch(line.Text, out var at))
        {
            _place = (at.File.Decode(), at.Line ?? 0, at.Column ?? 0, line.Number);
            return LineUse.TakeAndWait;
        }

        // Angular puts a word in front of the compiler's line.
        var text = line.Body.TryAfter("Error: "u8, out var told) && told.Has(" TS"u8) ? told : line.Body;
        if (LinePattern.TryMatchAny(Errors, text, out var match) && IsCode(match.Code))
        {
            sink.Add(new Draft { Tool = Name, Category = FindingCategory.Compile, LogLine = line.Number }.With(match));
            return LineUse.Take;
        }

        if (_place is { } place && place.LogLine >= line.Number - 2 && Loader.TryMatch(line.Text, out match) && IsCode(match.Code))
        {
            sink.Add(new Draft { Tool = Name, Category = FindingCategory.Compile, File = place.File, Line = place.Line, Column = place.Column, LogLine = line.Number }.With(match));
            _place = null;
            return LineUse.Take;
        }

        return LineUse.Pass;
    }

    private static bool IsCode(ReadOnlySpan<byte> code) => code.Length is >= 5 and <= 8 && code.StartsWith("TS"u8) && code[2..].IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
}
