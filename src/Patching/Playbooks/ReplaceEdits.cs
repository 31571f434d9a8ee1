using System.Text.RegularExpressions;
using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Patching.Files;

namespace BackgroundAgent.Patching.Playbooks;

/// <summary>Regular-expression edits, each place once even when several findings point at it.</summary>
internal sealed class ReplaceEdits(string workTree)
{
    /// <summary>Bytes; larger files are not source.</summary>
    private const long FileLimit = 4 * 1024 * 1024;

    private readonly WorkTreeFiles _files = new(workTree);

    public void Apply(ReplaceFix fix, Regex? message, IEnumerable<Finding?> findings)
    {
        HashSet<Edit> edits = [];
        foreach (var finding in findings)
        {
            var groups = new MessageGroups(finding, message);
            var pattern = groups.FillPattern(fix.Pattern);
            var with = groups.FillReplacement(fix.With);
            edits.UnionWith(Targets(fix, finding).Select(target => new Edit(target.File, target.Line, pattern, with)));
        }

        foreach (var edit in edits)
        {
            Apply(edit);
        }
    }

    private IEnumerable<(string File, int? Line)> Targets(ReplaceFix fix, Finding? finding)
    {
        if (fix.Where == ReplaceScope.Files)
        {
            return _files.Matching(fix.Files!).Select(path => (_files.Absolute(path), (int?)null));
        }

        if (finding?.File is not { } file || _files.Resolve(file) is not { } path)
        {
            return [];
        }

        return fix.Where == ReplaceScope.File ? [(path, null)] : finding.Line is { } line ? [(path, line)] : [];
    }

    private static void Apply(Edit edit)
    {
        if (new FileInfo(edit.File).Length > FileLimit)
        {
            return;
        }

        var file = TextFile.Read(edit.File);
        var regex = PlaybookRegex.Compile(edit.Pattern);
        if (edit.Line is { } line)
        {
            var (start, length) = LineSpan(file.Text, line);
            file.Text = file.Text[..start] + regex.Replace(file.Text.Substring(start, length), edit.With) + file.Text[(start + length)..];
        }
        else
        {
            file.Text = regex.Replace(file.Text, edit.With);
        }

        file.Save();
    }

    /// <summary>Without its line ending; past the end of the file it is empty.</summary>
    private static (int Start, int Length) LineSpan(string text, int line)
    {
        var start = 0;
        for (var number = 1; number < line; number++)
        {
            var end = text.IndexOf('\n', start);
            if (end < 0)
            {
                return (text.Length, 0);
            }

            start = end + 1;
        }

        var stop = text.IndexOf('\n', start);
        stop = stop < 0 ? text.Length : stop;
        return (start, (stop > start && text[stop - 1] == '\r' ? stop - 1 : stop) - start);
    }

    private readonly record struct Edit(string File, int? Line, string Pattern, string With);
}
