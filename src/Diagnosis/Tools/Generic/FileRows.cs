using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Tools.Generic;

/// <summary>Linters that print a file once and its problems below it, one a row.</summary>
internal sealed class FileRows(string tool = GenericTool.Name)
{
    /// <summary>Lines above a row in which its file is looked for.</summary>
    private const int MaxAbove = 40;

    private static readonly byte[][] Leads =
        [.. new[] { "File: ", "FILE: ", "file: ", "Error in: ", "Errors in ", "Checking ", "Linting ", "Processing ", "In " }.Select(System.Text.Encoding.UTF8.GetBytes)];

    private string? _file;

    // Lines above this one hold no heading for a row of this indentation or less, so a flood of rows does not look at each line forty times.
    private long _noneAbove;
    private int _noneIndent;
    private long _lastRow;
    private Draft? _open;

    /// <summary>True while the next line may go on with the text of a row.</summary>
    public bool IsOpen => _open is not null;

    public bool Read(in LogLine line, IFindingSink sink)
    {
        if (_open is not null && line.Body.StartsWith("|"u8))
        {
            var more = line.Body[(line.Body.LastIndexOf((byte)'|') + 1)..].TrimBlanks();
            _open.Message += " " + more.Decode(300);
            _open.Code ??= CodeText.AtTail(System.Text.Encoding.UTF8.GetBytes(" " + _open.Message));
            return true;
        }

        _open = null;
        if (!RowText.TryParse(line.Body, out var row))
        {
            return false;
        }

        var file = FileOf(line, sink);

        // Without a file only words make sure that it is a place, and a severity that it is a problem.
        if (file is null && !((row.ByWord || row.ByLetter) && row.Severity is not null && line.Indent == 0))
        {
            return false;
        }

        (_file, _lastRow) = (file, line.Number);
        var draft = new Draft
        {
            Tool = tool,
            Category = row.Code is null && tool == GenericTool.Name ? FindingCategory.Generic : FindingCategory.Lint,
            Severity = row.Severity ?? FindingSeverity.Error,
            File = file,
            Line = row.Line,
            Column = row.Column,
            Code = row.Code,
            Message = row.Message.Decode(),
            LogLine = line.Number,
            Role = row.Severity is null && row.Code is null ? Role.Hint : Role.Failure,
        };
        sink.Add(draft);
        _open = line.Body.Has(" | "u8) ? draft : null;
        return true;
    }

    private string? FileOf(in LogLine line, IFindingSink sink)
    {
        var oldest = Math.Max(line.Number - MaxAbove, _lastRow + 1);
        oldest = line.Indent <= _noneIndent ? Math.Max(oldest, _noneAbove) : oldest;
        for (var n = line.Number - 1; n >= oldest && sink.TryLine(n, out var above); n--)
        {
            if (Heading(above, line.Indent) is { } file)
            {
                return file;
            }
        }

        (_noneAbove, _noneIndent) = (line.Number, line.Indent);
        return _lastRow > 0 && line.Number - _lastRow <= MaxAbove ? _file : null;
    }

    /// <summary>The file that a line names and says nothing else about, but how much is wrong with it.</summary>
    private static string? Heading(ReadOnlySpan<byte> text, int indent)
    {
        var blanks = text.CountLeadingBlanks();
        if (text.Length - blanks is < 3 or > 300 || (blanks > 0 && blanks > indent))
        {
            return null;
        }

        text = text[blanks..].TrimStart("+*=>#-[» "u8);
        text = text.TryAfter("✗ "u8, out var crossed) ? crossed : text;
        foreach (var lead in Leads)
        {
            text = text.TryAfter(lead, out var named) ? named : text;
        }

        var end = text.IndexOf((byte)' ');
        var file = (end < 0 ? text : text[..end]).TrimEnd(":]*,."u8);
        var rest = end < 0 ? default : text[end..];
        return PathText.IsSurelyPath(file) && (rest.IsEmpty || IsCount(rest)) ? file.Decode() : null;
    }

    /// <summary>"-- 2 warnings:", "(3 problems)", "FAIL".</summary>
    private static bool IsCount(ReadOnlySpan<byte> text)
        => text.Length < 60 && (text.HasFolded("warning"u8) || text.HasFolded("error"u8) || text.HasFolded("problem"u8) || text.HasFolded("issue"u8)
            || text.HasFolded("offense"u8) || text.HasFolded("message"u8) || text.Has("FAIL"u8) || text.IndexOfAnyExcept(" *=-#"u8) < 0);
}
