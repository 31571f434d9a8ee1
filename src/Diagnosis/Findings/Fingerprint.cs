using System.Text;
using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Output;

namespace BackgroundAgent.Diagnosis.Findings;

/// <summary>
/// Names a failure so that the same one in another run has the same name: without directories of machines, numbers, times, addresses, GUIDs, hashes,
/// colours, and without the order in which failures were printed.
/// </summary>
public static class Fingerprint
{
    /// <summary>Hexadecimal digits of a fingerprint: 96 bits, so that a billion failures hardly ever collide.</summary>
    public const int Length = 24;

    public static string Of(string tool, FindingCategory category, string? code, string? file, string? test, string message)
    {
        var text = new StringBuilder(tool).Append('\n').Append(EnumNames.Of(category)).Append('\n').Append(code).Append('\n').Append(StableFile(file)).Append('\n');
        text.Append(test is null ? null : StableText.Of(test)).Append('\n');

        // A test is the same failure by its name and the kind of its message; numbers and values in it differ from run to run.
        text.Append(StableText.Of(message.Length > 400 ? message[..400] : message));
        return Hash(text);
    }

    /// <summary>
    /// Two independent hashes of the kind FNV-1a, mixed at the end. Not cryptographic, and need not be: whoever writes a log can repeat a message anyway. A cryptographic
    /// one costs a short run more than all its reading, because a library has to be loaded for it. Source: RFC 9923 for the form, the finaliser of MurmurHash3 for the mixing.
    /// </summary>
    private static string Hash(StringBuilder text)
    {
        ulong a = 0xcbf29ce484222325, b = 0x9e3779b97f4a7c15;
        foreach (var chunk in text.GetChunks())
        {
            foreach (var c in chunk.Span)
            {
                a = (a ^ c) * 0x00000100000001b3;
                b = (b ^ c) * 0xff51afd7ed558ccd;
            }
        }

        b = Mix(b + a);
        a = Mix(a + b);
        return string.Create(Length, (a, b), static (target, hash) =>
        {
            for (var i = 0; i < Length; i++)
            {
                var nibble = (int)((i < 16 ? hash.a >> (60 - (i * 4)) : hash.b >> (60 - ((i - 16) * 4))) & 15);
                target[i] = (char)(nibble < 10 ? '0' + nibble : 'a' + nibble - 10);
            }
        });
    }

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 33)) * 0xff51afd7ed558ccd;
        value = (value ^ (value >> 33)) * 0xc4ceb9fe1a85ec53;
        return value ^ (value >> 33);
    }

    /// <summary>A path within the repository as it is, of any other only the name.</summary>
    private static string? StableFile(string? file)
    {
        if (file is null)
        {
            return null;
        }

        var absolute = file.StartsWith('/') || (file.Length > 1 && file[1] == ':') || file.StartsWith("..", StringComparison.Ordinal);
        return StableText.Of(absolute ? file[(file.LastIndexOf('/') + 1)..] : file);
    }
}
