using System.Text;

namespace BackgroundAgent.Diagnosis.Lines;

internal enum PartKind : byte
{
    Literal,
    Blanks,
    Number,
    Severity,
    Lazy,
}

internal enum PatternField : byte
{
    None,
    File,
    Code,
    Message,
    Test,
    Any,
    Severity,
    Line,
    Column,
    EndLine,
    EndColumn,
    Number,
}

/// <summary>One piece of a <see cref="LinePattern"/>.</summary>
internal sealed record PatternPart(PartKind Kind, PatternField Field, byte[] Literal)
{
    public static PatternPart[] Parse(string template)
    {
        var parts = new List<PatternPart>();
        for (var i = 0; i < template.Length;)
        {
            var c = template[i];
            if (c == ' ')
            {
                parts.Add(new(PartKind.Blanks, PatternField.None, []));
                i++;
            }
            else if (c == '{' && template[i + 1] != '{')
            {
                var close = template.IndexOf('}', i);
                parts.Add(OfField(template[(i + 1)..close]));
                i = close + 1;
            }
            else
            {
                var literal = new StringBuilder();
                for (; i < template.Length && template[i] != ' '; i++)
                {
                    if (template[i] == '{' && template[++i] != '{')
                    {
                        i--;
                        break;
                    }

                    literal.Append(template[i]);
                }

                parts.Add(new(PartKind.Literal, PatternField.None, Encoding.UTF8.GetBytes(literal.ToString())));
            }
        }

        return [.. parts];
    }

    /// <summary>How far ahead this part can begin at the earliest; -1 where it cannot.</summary>
    public int Distance(ReadOnlySpan<byte> text) => Kind switch
    {
        PartKind.Literal => text.IndexOf(Literal),
        PartKind.Blanks => text.IndexOfAny((byte)' ', (byte)'\t'),
        PartKind.Number => text.IndexOfAnyInRange((byte)'0', (byte)'9'),
        _ => text.IsEmpty ? -1 : 0,
    };

    private static PatternPart OfField(string name) => name switch
    {
        "file" => new(PartKind.Lazy, PatternField.File, []),
        "code" => new(PartKind.Lazy, PatternField.Code, []),
        "msg" => new(PartKind.Lazy, PatternField.Message, []),
        "test" => new(PartKind.Lazy, PatternField.Test, []),
        "any" => new(PartKind.Lazy, PatternField.Any, []),
        "sev" => new(PartKind.Severity, PatternField.Severity, []),
        "line" => new(PartKind.Number, PatternField.Line, []),
        "col" => new(PartKind.Number, PatternField.Column, []),
        "endline" => new(PartKind.Number, PatternField.EndLine, []),
        "endcol" => new(PartKind.Number, PatternField.EndColumn, []),
        "n" => new(PartKind.Number, PatternField.Number, []),
        _ => throw new ArgumentException($"unknown field {name}", nameof(name)),
    };
}
