using System.Globalization;
using BackgroundAgent.Contracts;

namespace BackgroundAgent.Patching.Yaml;

/// <summary>Takes typed values out of nodes; every mistake is noted with its place and reading goes on.</summary>
internal sealed class YamlReader(List<FileFault> faults)
{
    public void Fault(YamlNode node, string message) => faults.Add(new FileFault(node.Place.Line, node.Place.Column, message));

    /// <summary>Reads a mapping by a table of its keys.</summary>
    /// <param name="node">The mapping.</param>
    /// <param name="what">How messages call it.</param>
    /// <param name="keys">What each key does with its value.</param>
    public void Map(YamlNode node, string what, IReadOnlyDictionary<string, Action<YamlNode>> keys)
    {
        if (node is not YamlMap map)
        {
            Fault(node, $"{what} must be a mapping of keys to values.");
            return;
        }

        foreach (var entry in map.Entries)
        {
            if (keys.TryGetValue(entry.Key.Text, out var read))
            {
                read(entry.Value);
            }
            else
            {
                Fault(entry.Key, $"{what} has no key '{entry.Key.Text}'.{NearestWord.Suggest(entry.Key.Text, keys.Keys)}");
            }
        }
    }

    public string? Text(YamlNode node, string what)
    {
        if (node is YamlScalar { IsNull: false } scalar && scalar.Text.Trim().Length > 0)
        {
            return scalar.Text;
        }

        Fault(node, $"{what} must be a text.");
        return null;
    }

    public int? Integer(YamlNode node, string what, int min, int max)
    {
        if (node is YamlScalar { Quoted: false } scalar
            && int.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= min
            && number <= max)
        {
            return number;
        }

        Fault(node, $"{what} must be a whole number from {min} to {max}.");
        return null;
    }

    public decimal? Amount(YamlNode node, string what, string unit, decimal max)
    {
        if (node is YamlScalar { Quoted: false } scalar
            && decimal.TryParse(scalar.Text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && number <= max)
        {
            return number;
        }

        Fault(node, $"{what} must be an amount of {unit} from 0 to {max}.");
        return null;
    }

    public bool? Boolean(YamlNode node, string what)
    {
        if (node is YamlScalar { Quoted: false, Text: "true" or "false" } scalar)
        {
            return scalar.Text == "true";
        }

        Fault(node, $"{what} must be true or false.");
        return null;
    }

    public TimeSpan? Duration(YamlNode node, string what, TimeSpan min, TimeSpan max)
    {
        if (node is YamlScalar scalar && DurationText.TryParse(scalar.Text, out var duration) && duration >= min && duration <= max)
        {
            return duration;
        }

        Fault(node, $"{what} must be a duration such as 90s, 15m, 2h or 7d, from {DurationText.Format(min)} to {DurationText.Format(max)}.");
        return null;
    }

    public IReadOnlyList<string>? Texts(YamlNode node, string what)
    {
        if (node is not YamlList list)
        {
            Fault(node, $"{what} must be a list of texts.");
            return null;
        }

        return [.. list.Items.Select(item => Text(item, $"Each entry of {what}")).OfType<string>()];
    }

    /// <summary>One text, or a list of them.</summary>
    public IReadOnlyList<string>? TextOrTexts(YamlNode node, string what)
        => node is YamlList ? Texts(node, what) : Text(node, what) is { } text ? [text] : null;

    public T? Word<T>(YamlNode node, string what)
        where T : struct, Enum
    {
        var words = Enum.GetValues<T>().ToDictionary(value => value.ToKebabCase());
        if (node is YamlScalar scalar && words.TryGetValue(scalar.Text, out var found))
        {
            return found;
        }

        var written = (node as YamlScalar)?.Text ?? "";
        Fault(node, $"{what} must be one of {string.Join(", ", words.Keys)}.{NearestWord.Suggest(written, words.Keys)}");
        return null;
    }
}
