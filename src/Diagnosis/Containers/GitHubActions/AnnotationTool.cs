using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Containers.GitHubActions;

/// <summary>Lines marked as errors or warnings that no tool took, and <c>::error file=…,line=…::text</c> commands.</summary>
internal sealed class AnnotationTool : IToolParser
{
    public const string Name = "annotation";

    public static Tool Definition { get; } = new(Name, ["^::error ", "^::warning ", "^::notice ", ReaderRegistry.MarkedLine], () => new AnnotationTool());

    public LineUse Read(in LogLine line, IFindingSink sink)
    {
        var body = line.Body;
        if (body.IsEmpty)
        {
            return LineUse.Pass;
        }

        var draft = new Draft
        {
            Tool = Name,
            Category = FindingCategory.Generic,
            Severity = line.Mark switch { LineMark.Error => FindingSeverity.Error, LineMark.Warning => FindingSeverity.Warning, _ => FindingSeverity.Info },
            Message = body.Decode(),
            LogLine = line.Number,
        };
        if (body.StartsWith("::"u8) && body[2..].TryCut("::"u8, out var command, out var message))
        {
            draft.Message = message.Decode();
            draft.File = Parameter(command, "file="u8)?.Replace("%2C", ",", StringComparison.OrdinalIgnoreCase);
            draft.Line = ToInt(Parameter(command, "line="u8));
            draft.Column = ToInt(Parameter(command, "col="u8));
            draft.EndLine = ToInt(Parameter(command, "endLine="u8));
            draft.EndColumn = ToInt(Parameter(command, "endColumn="u8));
            draft.Code = Parameter(command, "title="u8) is { Length: < 60 } title && !title.Contains(' ') ? title : null;
        }

        else if (body.StartsWith("##vso["u8) && body.TryCut("]"u8, out command, out message))
        {
            draft.Message = message.Decode();
            draft.File = Parameter(command, "sourcepath="u8, (byte)';');
            draft.Line = ToInt(Parameter(command, "linenumber="u8, (byte)';'));
            draft.Column = ToInt(Parameter(command, "columnnumber="u8, (byte)';'));
            draft.Code = Parameter(command, "code="u8, (byte)';');
        }

        if (draft.Message.Length == 0)
        {
            return LineUse.Pass;
        }

        sink.Add(draft);
        return LineUse.Take;
    }

    private static int? ToInt(string? text) => int.TryParse(text, out var value) ? value : null;

    private static string? Parameter(ReadOnlySpan<byte> command, ReadOnlySpan<byte> name, byte separator = (byte)',')
    {
        for (var at = command.IndexOf(name); at > 0;)
        {
            if (command[at - 1] == ' ' || command[at - 1] == separator)
            {
                var value = command[(at + name.Length)..];
                var end = value.IndexOf(separator);
                return (end < 0 ? value : value[..end]).Decode(500);
            }

            var next = command[(at + 1)..].IndexOf(name);
            at = next < 0 ? -1 : at + 1 + next;
        }

        return null;
    }
}
