using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Containers;

/// <summary>
/// Takes off what programs that run several jobs at once put before each line: the service of <c>docker compose</c> (<c>web-1  | </c>), the task of Turborepo (<c>app:build: </c>),
/// the package of Lerna and of Nx (<c>app: </c>), folder and script of pnpm (<c>packages/app build: </c>). Only the first has a form of its own; the others look like the start of a
/// diagnostic, so they count once the program has shown itself by its header. Sources: the programs' own output.
/// </summary>
internal sealed class JobPrefix
{
    private const int MaxName = 100;

    private bool _tasks;
    private bool _packages;
    private bool _scripts;

    public ReadOnlySpan<byte> Strip(ReadOnlySpan<byte> text)
    {
        if (text.Length < 4)
        {
            return text;
        }

        if (text[0] is (byte)' ' or (byte)'>' or 0xE2 or (byte)'l' or (byte)'S' or (byte)'N')
        {
            Learn(text);
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
