using BackgroundAgent.Diagnosis.Lines;
using BackgroundAgent.Diagnosis.Tools.Unittest;

namespace BackgroundAgent.Diagnosis.Flakiness;

/// <summary>
/// The line on which a test runner names a test that passed, with the same name that the runner's parser gives it when it fails: pytest and unittest with <c>-v</c>, <c>dotnet test</c> of both
/// platforms, <c>go test -v</c>, cargo, GoogleTest, CTest, Gradle, and TAP's outermost tests. Runners that print passed tests as a tree, or not at all, are known by their reports only.
/// </summary>
internal static class PassedTestLine
{
    private const int MaxName = 500;

    public static string? NameOf(ReadOnlySpan<byte> text)
    {
        var body = text.TrimBlanks();
        if (body.Length < 6)
        {
            return null;
        }

        return body[0] switch
        {
            (byte)'P' when body.TryAfter("Passed "u8, out var rest) => Timed(rest, " ["u8, (byte)']'),
            (byte)'P' when body.TryAfter("PASSED "u8, out var rest) => OfPytest(rest),
            (byte)'p' when text.TryAfter("passed "u8, out var rest) => Timed(rest, " ("u8, (byte)')'),
            (byte)'-' when body.TryAfter("--- PASS: "u8, out var rest) => Timed(rest, " ("u8, (byte)')'),
            (byte)'[' when body.TryAfter("[       OK ] "u8, out var rest) => Timed(rest, " ("u8, (byte)')'),
            (byte)'[' when body.TryCut("] PASSED "u8, out _, out var rest) => OfPytest(rest),
            (byte)'o' when text.TryAfter("ok "u8, out var rest) => OfTap(rest),
            >= (byte)'0' and <= (byte)'9' => OfCTest(body),
            _ => OfSuffix(body),
        };
    }

    private static string? OfSuffix(ReadOnlySpan<byte> body)
    {
        if (body.EndsWith(" ... ok"u8))
        {
            var name = body[..^7];
            return name.TryAfter("test "u8, out var cargo) && (!cargo.Has(" "u8) || cargo.Has(" - "u8)) ? cargo.Decode(MaxName) : UnittestTool.TestOf(name);
        }

        if (body.IndexOf(" PASSED"u8) is var at and > 0)
        {
            var name = body[..at];
            return name.Has("::"u8) ? OfPytest(name)
                : at + 7 == body.Length && name.TryCut(" > "u8, out var type, out var method) && !type.Has(" "u8) ? $"{type.Decode(MaxName)}.{method.Decode(MaxName)}"
                : null;
        }

        return null;
    }

    /// <summary>A name with the time it took behind it, which is what tells it from prose.</summary>
    private static string? Timed(ReadOnlySpan<byte> text, ReadOnlySpan<byte> open, byte close)
    {
        var at = text.LastIndexOf(open);
        return at > 0 && text[^1] == close && text[at..].IndexOfAnyInRange((byte)'0', (byte)'9') > 0 ? text[..at].TrimBlanks().Decode(MaxName) : null;
    }

    private static string? OfPytest(ReadOnlySpan<byte> text)
    {
        // A parameter may hold blanks; what follows the name does only outside of its brackets.
        text = text.TrimBlanks();
        return text.Has(".py::"u8) ? text.Decode(MaxName) : null;
    }

    private static string? OfTap(ReadOnlySpan<byte> rest)
        => rest.TryTakeInt(out _) && rest.TryAfter(" - "u8, out var name) && !name.Has(" # SKIP"u8) && !name.Has(" # TODO"u8)
            ? (name.IndexOf(" # "u8) is var note and > 0 ? name[..note] : name).TrimBlanks().Decode(MaxName)
            : null;

    /// <summary><c> 1/3 Test #1: name .....   Passed    0.01 sec</c>.</summary>
    private static string? OfCTest(ReadOnlySpan<byte> body)
        => body.Has(" Test "u8) && body.EndsWith(" sec"u8) && body.TryCut(": "u8, out _, out var rest) && rest.TryCut(" Passed "u8, out var name, out _)
            ? name.TrimBlanks() is var dotted && dotted.LastIndexOf((byte)' ') is var blank and > 0 && !dotted[(blank + 1)..].ContainsAnyExcept((byte)'.') ? dotted[..blank].Decode(MaxName) : dotted.Decode(MaxName)
            : null;
}
