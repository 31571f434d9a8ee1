using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Containers;

/// <summary>
/// Takes off what programs that run several jobs at once put before each line: the service of <c>docker compose</c> (<c>web-1  | </c>), the task of Turborepo (<c>app:build: </c>),
/// the package of Lerna and of Nx (<c>app: </c>), folder and script of pnpm (<c>packages/app build: </c>), the step of BuildKit, the branch of a Jenkins pipeline (<c>[linux] </c>).
/// Only the first has a form of its own; the others look like the start of a diagnostic, so they count once the program has shown itself by its header. It also tells whose line it was,
/// so that blocks of lines which took turns are put together again. Sources: the programs' own output.
/// </summary>
internal sealed class JobPrefix
{
    /// <summary>Jobs that are told apart; lines of further ones are read as if nobody had put a name before them.</summary>
    public const int MaxJobs = 64;

    private const int MaxName = 100;

    private readonly List<byte[]> _jobs = [];
    private readonly List<byte[]> _branches = [];
    private readonly BuildKitPrefix _buildKit = new();

    private bool _tasks;
    private bool _packages;
    private bool _scripts;

    /// <summary>The job whose line was read last, from 1; 0 where none was named.</summary>
    public int Job { get; private set; }

    public ReadOnlySpan<byte> Strip(ReadOnlySpan<byte> text, long line, StepTracker steps)
    {
        Job = 0;
        if (text.Length < 4)
        {
            return text;
        }

        if (text[0] == '#')
        {
            return ByteText.IsDigit(text[1]) ? StripBuildStep(text, line, steps) : text;
        }

        if (text[0] == '[')
        {
            return StripBranch(text);
        }

        var rest = StripName(text);
        if (rest.Length < text.Length)
        {
            Job = NumberOf(text[..^rest.Length]);
        }

        return rest;
    }

    private ReadOnlySpan<byte> StripName(ReadOnlySpan<byte> text)
    {

        if (text[0] is (byte)' ' or (byte)'>' or 0xE2 or (byte)'l' or (byte)'S' or (byte)'N')
        {
            Learn(text);
        }

        // Most logs are of one job: then only a bar can end a prefix.
        if (!(_tasks || _packages || _scripts) && text.IndexOf((byte)'|') < 0)
        {
            return text;
        }

        var name = NameLength(text);
        if (name == 0 || name >= text.Length)
        {
            return text;
        }

        return text[name] == ' ' ? StripService(text, name) is var rest && rest.Length < text.Length ? rest : StripScript(text, name)
            : text[name] == ':' ? StripPackage(text, name)
            : text;
    }

    private ReadOnlySpan<byte> StripBuildStep(ReadOnlySpan<byte> text, long line, StepTracker steps)
    {
        var rest = _buildKit.Strip(text, line, steps, out var step);
        if (step >= 0)
        {
            Job = NumberOf(text[..text.IndexOf((byte)' ')]);
        }

        return rest;
    }

    /// <summary>Jenkins names a parallel branch when it begins, and then in front of each of its lines.</summary>
    private ReadOnlySpan<byte> StripBranch(ReadOnlySpan<byte> text)
    {
        if (text.TryAfter("[Pipeline] { (Branch: "u8, out var named))
        {
            if (named.IndexOf((byte)')') is var end and > 0 && _branches.Count < MaxJobs)
            {
                _branches.Add(named[..end].ToArray());
            }

            return text;
        }

        foreach (var branch in _branches)
        {
            if (text[1..].StartsWith(branch) && text[(branch.Length + 1)..].StartsWith("] "u8))
            {
                Job = NumberOf(text[..(branch.Length + 2)]);
                return text[(branch.Length + 3)..];
            }
        }

        return text;
    }

    private int NumberOf(ReadOnlySpan<byte> prefix)
    {
        for (var i = 0; i < _jobs.Count; i++)
        {
            if (prefix.SequenceEqual(_jobs[i]))
            {
                return i + 1;
            }
        }

        if (_jobs.Count == MaxJobs)
        {
            return 0;
        }

        _jobs.Add(prefix.ToArray());
        return _jobs.Count;
    }

    private void Learn(ReadOnlySpan<byte> text)
    {
        _tasks |= text.StartsWith("• Packages in scope:"u8) || (text.StartsWith("• Running "u8) && text.Has(" in "u8));
        _packages |= (text.StartsWith("lerna "u8) && text.Has(" in "u8) && text.Has(" package"u8)) || ((text.StartsWith(" NX "u8) || text.StartsWith("NX "u8)) && text.Has("Running target"u8));
        _scripts |= text.StartsWith("Scope: "u8) && text.Has(" workspace projects"u8);
    }

    private static bool IsName(byte b) => ByteText.IsWord(b) || b is (byte)'-' or (byte)'.' or (byte)'/' or (byte)'@' or (byte)'_';

    private static int NameLength(ReadOnlySpan<byte> text)
    {
        if (!(ByteText.IsWord(text[0]) || text[0] == '@'))
        {
            return 0;
        }

        var i = 1;
        while (i < text.Length && i <= MaxName && IsName(text[i]))
        {
            i++;
        }

        return i <= MaxName ? i : 0;
    }

    /// <summary><c>name-1  | text</c>; the number is the replica, with <c>_</c> before it in the first version.</summary>
    private static ReadOnlySpan<byte> StripService(ReadOnlySpan<byte> text, int name)
    {
        var digits = name;
        while (digits > 0 && ByteText.IsDigit(text[digits - 1]))
        {
            digits--;
        }

        if (digits == name || digits < 2 || text[digits - 1] is not ((byte)'-' or (byte)'_'))
        {
            return text;
        }

        var bar = name + text[name..].CountLeadingBlanks();
        return bar < text.Length && text[bar] == '|' ? AfterBlank(text[(bar + 1)..]) : text;
    }

    /// <summary><c>packages/app build: text</c>, <c>packages/app build$ command</c>.</summary>
    private ReadOnlySpan<byte> StripScript(ReadOnlySpan<byte> text, int name)
    {
        if (!_scripts)
        {
            return text;
        }

        var script = text[(name + 1)..];
        var end = 0;
        while (end < script.Length && end < MaxName && (ByteText.IsWord(script[end]) || script[end] is (byte)'-' or (byte)':') && !script[end..].StartsWith(": "u8))
        {
            end++;
        }

        return end > 0 && end < script.Length && (script[end] == '$' || script[end..].StartsWith(": "u8)) ? AfterBlank(script[(end + 1)..]) : text;
    }

    private ReadOnlySpan<byte> StripPackage(ReadOnlySpan<byte> text, int name)
    {
        var rest = text[(name + 1)..];
        if (_packages && rest.StartsWith(" "u8))
        {
            return rest[1..];
        }

        if (!_tasks || rest.IsEmpty || ByteText.IsDigit(rest[0]))
        {
            return text;
        }

        var task = NameLength(rest);
        return task > 0 && rest[task..].StartsWith(": "u8) ? rest[(task + 2)..] : text;
    }

    private static ReadOnlySpan<byte> AfterBlank(ReadOnlySpan<byte> text) => text.Length > 0 && text[0] == ' ' ? text[1..] : text;
}
