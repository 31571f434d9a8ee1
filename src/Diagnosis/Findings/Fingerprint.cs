using System.Security.Cryptography;
using System.Text;
using BackgroundAgent.Contracts.Findings;

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
        var text = new StringBuilder(tool).Append('\n').Append(category).Append('\n').Append(code).Append('\n').Append(StableFile(file)).Append('\n');
        text.Append(test is null ? null : StableText.Of(test)).Append('\n');

        // A test is the same failure by its name and the kind of its message; numbers and values in it differ from run to run.
        text.Append(StableText.Of(message.Length > 400 ? message[..400] : message));
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()));
        return Convert.ToHexStringLower(hash)[..Length];
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
