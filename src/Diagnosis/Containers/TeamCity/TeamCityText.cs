using System.Globalization;
using System.Text;
using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Containers.TeamCity;

/// <summary>Attributes of service messages and their escapes, which begin with <c>|</c>.</summary>
internal static class TeamCityText
{
    /// <summary>The text of an attribute up to its closing quote, still escaped; empty where there is none.</summary>
    public static ReadOnlySpan<byte> Value(ReadOnlySpan<byte> message, ReadOnlySpan<byte> attribute)
    {
        for (var from = 0; from < message.Length;)
        {
            var at = message[from..].IndexOf(attribute);
            if (at < 0)
            {
                return default;
            }

            from += at + attribute.Length;
            var before = from - attribute.Length - 1;
            var rest = message[from..];
            rest = rest[rest.CountLeadingBlanks()..];
            if (before < 0 || message[before] is not ((byte)' ' or (byte)'\t') || !rest.StartsWith("="u8))
            {
                continue;
            }

            rest = rest[1..];
            rest = rest[rest.CountLeadingBlanks()..];
            return rest.StartsWith("'"u8) ? UpToQuote(rest[1..]) : default;
        }

        return default;
    }

    public static string Text(ReadOnlySpan<byte> message, ReadOnlySpan<byte> attribute) => Unescape(Value(message, attribute));

    private static ReadOnlySpan<byte> UpToQuote(ReadOnlySpan<byte> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '|')
            {
                i++;
            }
            else if (text[i] == '\'')
            {
                return text[..i];
            }
        }

        return text;
    }

    private static string Unescape(ReadOnlySpan<byte> value)
    {
        var text = value.Decode(DiagnosisLimits.MaxMessageBytes);
        if (!text.Contains('|', StringComparison.Ordinal))
        {
            return text;
        }

        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '|' || i + 1 == text.Length)
            {
                plain.Append(text[i]);
                continue;
            }

            i++;
            if (text[i] == '0' && i + 5 < text.Length && text[i + 1] == 'x' && int.TryParse(text.AsSpan(i + 2, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var unit))
            {
                plain.Append((char)unit);
                i += 5;
            }
            else
            {
                plain.Append(text[i] switch { 'n' or 'l' or 'p' or 'x' => "\n", 'r' => "", var other => other.ToString() });
            }
        }

        return plain.ToString();
    }
}
