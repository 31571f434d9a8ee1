using System.Text;

namespace BackgroundAgent.Patching.Safety;

/// <summary>One file of a diff while it is read.</summary>
internal sealed class DiffFileDraft(string header)
{
    private string? _old;
    private string? _new;
    private string? _renamedFrom;
    private ChangeType _change = ChangeType.Modified;
    private bool _binary;

    public List<DiffLine> Added { get; } = [];

    public List<DiffLine> Deleted { get; } = [];

    public void Header(string line)
    {
        if (After(line, "--- ") is { } old)
        {
            _old = Side(old);
        }
        else if (After(line, "+++ ") is { } now)
        {
            _new = Side(now);
        }
        else if (After(line, "rename from ") is { } from)
        {
            (_renamedFrom, _change) = (Unquote(from), ChangeType.Renamed);
        }
        else if (After(line, "rename to ") is { } to)
        {
            _new = Unquote(to);
        }
        else if (After(line, "copy to ") is { } copy)
        {
            (_new, _change) = (Unquote(copy), ChangeType.Added);
        }
        else if (line.StartsWith("new file mode", StringComparison.Ordinal))
        {
            _change = ChangeType.Added;
        }
        else if (line.StartsWith("deleted file mode", StringComparison.Ordinal))
        {
            _change = ChangeType.Deleted;
        }
        else if (line.StartsWith("Binary files ", StringComparison.Ordinal) || line == "GIT binary patch")
        {
            _binary = true;
        }
    }

    public ChangedFile Build(string patch) => new()
    {
        Path = _new ?? _old ?? FromHeader(),
        OldPath = _renamedFrom,
        Change = _change,
        LinesAdded = Added.Count,
        LinesDeleted = Deleted.Count,
        Binary = _binary,
        Patch = patch,
        Added = Added,
        Deleted = Deleted,
    };

    private static string? After(string line, string start) => line.StartsWith(start, StringComparison.Ordinal) ? line[start.Length..] : null;

    /// <summary>Without the <c>a/</c> or <c>b/</c>; null for <c>/dev/null</c>. Git ends a name that has spaces with a tab.</summary>
    private static string? Side(string name)
    {
        var plain = Unquote(name.TrimEnd('\t'));
        return plain == "/dev/null" ? null : plain.Length > 2 && plain[1] == '/' ? plain[2..] : plain;
    }

    /// <summary>Files without lines (empty, binary, mode only) are named here alone, twice: <c>diff --git a/x b/x</c>.</summary>
    private string FromHeader()
    {
        var names = header["diff --git ".Length..];
        if (names.StartsWith('"'))
        {
            return Side(names[..(names.Length / 2)]) ?? names;
        }

        var half = names[..(names.Length / 2)];
        return Side(half) ?? names;
    }

    /// <summary>Git quotes names with unusual characters, their bytes in octal.</summary>
    private static string Unquote(string name)
    {
        if (name.Length < 2 || name[0] != '"' || name[^1] != '"')
        {
            return name;
        }

        List<byte> bytes = [];
        for (var i = 1; i < name.Length - 1; i++)
        {
            if (name[i] != '\\')
            {
                bytes.AddRange(Encoding.UTF8.GetBytes(name[i].ToString()));
            }
            else if (char.IsAsciiDigit(name[i + 1]))
            {
                bytes.Add(Convert.ToByte(name.Substring(i + 1, 3), 8));
                i += 3;
            }
            else
            {
                bytes.Add((byte)(name[++i] switch { 't' => '\t', 'n' => '\n', 'r' => '\r', var other => other }));
            }
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }
}
