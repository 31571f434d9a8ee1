using System.Text;

namespace BackgroundAgent.Patching.Files;

/// <summary>
/// A text file that is written back byte for byte but for what was changed in <see cref="Text"/>: byte order mark, encoding and line endings
/// stay. What is no valid UTF-8 is read as Latin-1, which maps every byte to one character and back.
/// </summary>
internal sealed class TextFile
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Encoding _encoding;
    private readonly byte[] _mark;
    private readonly string _original;

    private TextFile(string path, Encoding encoding, byte[] mark, string text)
    {
        Path = path;
        _encoding = encoding;
        _mark = mark;
        _original = text;
        Text = text;
    }

    public string Path { get; }

    public string Text { get; set; }

    public bool Changed => Text != _original;

    public static TextFile Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var (marked, mark) = Mark(bytes);
        if (marked is not null)
        {
            return new TextFile(path, marked, mark, marked.GetString(bytes.AsSpan(mark.Length)));
        }

        try
        {
            return new TextFile(path, StrictUtf8, [], StrictUtf8.GetString(bytes));
        }
        catch (DecoderFallbackException)
        {
            return new TextFile(path, Encoding.Latin1, [], Encoding.Latin1.GetString(bytes));
        }
    }

    /// <returns>Whether there was anything to write.</returns>
    public bool Save()
    {
        if (!Changed)
        {
            return false;
        }

        File.WriteAllBytes(Path, [.. _mark, .. _encoding.GetBytes(Text)]);
        return true;
    }

    private static (Encoding? Encoding, byte[] Mark) Mark(byte[] bytes) => bytes switch
    {
        [0xEF, 0xBB, 0xBF, ..] => (new UTF8Encoding(false), [0xEF, 0xBB, 0xBF]),
        [0xFF, 0xFE, ..] => (new UnicodeEncoding(false, false), [0xFF, 0xFE]),
        [0xFE, 0xFF, ..] => (new UnicodeEncoding(true, false), [0xFE, 0xFF]),
        _ => (null, []),
    };
}
