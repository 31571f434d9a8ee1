using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace BackgroundAgent.Patching.Yaml;

/// <summary>
/// Reads one YAML document into nodes that know their places. Anchors, aliases and tags are refused: no policy needs them, and an alias can
/// make a small file huge.
/// </summary>
internal sealed class YamlTree
{
    /// <summary>Characters; far more than anybody writes.</summary>
    private const int SizeLimit = 256 * 1024;

    private const int DepthLimit = 20;

    private readonly Parser _parser;
    private readonly List<FileFault> _faults;

    private YamlTree(string text, List<FileFault> faults)
    {
        _parser = new Parser(new StringReader(text));
        _faults = faults;
    }

    /// <returns>The root; null for an empty file and for one that is no YAML, which is a fault.</returns>
    public static YamlNode? Read(string text, List<FileFault> faults)
    {
        if (text.Length > SizeLimit)
        {
            faults.Add(new FileFault(1, 1, $"The file has {text.Length} characters; at most {SizeLimit} are read."));
            return null;
        }

        try
        {
            return new YamlTree(text, faults).Document();
        }
        catch (YamlException error)
        {
            faults.Add(new FileFault((int)error.Start.Line, (int)error.Start.Column, "This is not YAML: " + error.Message));
            return null;
        }
    }

    private YamlNode? Document()
    {
        _parser.Consume<StreamStart>();
        if (!_parser.TryConsume<DocumentStart>(out _))
        {
            return null;
        }

        var root = Node(DepthLimit);
        _parser.Consume<DocumentEnd>();
        if (_parser.Current is DocumentStart second)
        {
            _faults.Add(Fault(second, "There is a second document in the file."));
        }

        return root;
    }

    private YamlNode Node(int depth)
    {
        var current = _parser.Current!;
        if (depth == 0)
        {
            throw new YamlException(current.Start, current.End, $"it is nested deeper than {DepthLimit} levels");
        }

        if (current is NodeEvent { Anchor.IsEmpty: false } or NodeEvent { Tag.IsEmpty: false } or AnchorAlias)
        {
            _faults.Add(Fault(current, "Anchors, aliases and tags are not read here."));
        }

        switch (current)
        {
            case AnchorAlias:
                _parser.MoveNext();
                return new YamlScalar(Place(current), "", Quoted: false);
            case Scalar scalar:
                _parser.MoveNext();
                return Text(scalar);
            case SequenceStart:
                return List(depth);
            default:
                return Map(depth);
        }
    }

    private YamlList List(int depth)
    {
        var start = _parser.Consume<SequenceStart>();
        List<YamlNode> items = [];
        while (!_parser.TryConsume<SequenceEnd>(out _))
        {
            items.Add(Node(depth - 1));
        }

        return new YamlList(Place(start), items);
    }

    private YamlMap Map(int depth)
    {
        var start = _parser.Consume<MappingStart>();
        List<YamlEntry> entries = [];
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var key = Node(depth - 1);
            var value = Node(depth - 1);
            if (key is not YamlScalar name)
            {
                _faults.Add(new FileFault(key.Place.Line, key.Place.Column, "A key must be a plain word."));
            }
            else if (entries.Any(entry => entry.Key.Text == name.Text))
            {
                _faults.Add(new FileFault(key.Place.Line, key.Place.Column, $"'{name.Text}' stands here twice."));
            }
            else
            {
                entries.Add(new YamlEntry(name, value));
            }
        }

        return new YamlMap(Place(start), entries);
    }

    private static YamlScalar Text(Scalar scalar)
        => new(Place(scalar), scalar.Value, scalar.Style is not (ScalarStyle.Plain or ScalarStyle.Any));

    private static YamlPlace Place(ParsingEvent at) => new((int)at.Start.Line, (int)at.Start.Column);

    private static FileFault Fault(ParsingEvent at, string message) => new((int)at.Start.Line, (int)at.Start.Column, message);
}
