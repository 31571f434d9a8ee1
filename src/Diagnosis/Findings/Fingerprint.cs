using System.Buffers;
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

    private const int MaxMessage = 400;

    public static string Of(string tool, FindingCategory category, string? code, string? file, string? test, string message)
    {
        var hash = new FingerprintHash();
        hash.Add(tool);
        hash.Add(EnumNames.Of(category));
        hash.Add(code);
        AddStable(ref hash, StableFile(file));
        AddStable(ref hash, test);

        // A test is the same failure by its name and the kind of its message; numbers and values in it differ from run to run.
        AddStable(ref hash, message.AsSpan(0, Math.Min(message.Length, MaxMessage)));
        return hash.ToString();
    }

    private static void AddStable(ref FingerprintHash hash, ReadOnlySpan<char> text)
    {
        var room = ArrayPool<char>.Shared.Rent(text.Length);
        hash.Add(StableText.Reduce(text, room));
        ArrayPool<char>.Shared.Return(room);
    }

    /// <summary>A path within the repository as it is, of any other only the name.</summary>
    private static string? StableFile(string? file)
    {
        if (file is null)
        {
            return null;
        }

        var absolute = file.StartsWith('/') || (file.Length > 1 && file[1] == ':') || file.StartsWith("..", StringComparison.Ordinal);
        return absolute ? file[(file.LastIndexOf('/') + 1)..] : file;
    }
}
