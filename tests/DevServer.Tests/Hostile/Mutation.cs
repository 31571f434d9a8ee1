using System.IO.Compression;
using Google.Protobuf;

namespace BackgroundAgent.DevServer.Tests.Hostile;

/// <summary>Spoils the bytes of a request, or how they are sent.</summary>
internal static class Mutation
{
    public static byte[] Bytes(Random random, IMessage message)
    {
        var bytes = message.ToByteArray().ToList();
        for (var n = random.Next(3); n > 0 && bytes.Count > 0; n--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                case 2:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(40, bytes.Count - at)));
                    break;
                case 3:
                    bytes.Insert(at, (byte)random.Next(256));
                    break;
                default:
                    bytes.RemoveAt(at);
                    break;
            }
        }

        return [.. bytes];
    }

    /// <summary>The frame and the encoding header; most are in order.</summary>
    public static (byte[] Frame, string? Encoding) Frame(Random random, byte[] message) => random.Next(40) switch
    {
        0 => ([], null),
        1 => (RawGrpc.Frame(message)[..3], null),
        2 => (RawGrpc.Frame(message, flag: 7), null),
        3 => (RawGrpc.Frame(message, length: message.Length + 3), null),
        4 => (RawGrpc.Frame(message, length: -1), null),
        5 => (RawGrpc.Frame(message, flag: 1), "gzip"),
        6 => (RawGrpc.Frame(message, flag: 1), "br"),
        7 or 8 => (RawGrpc.Frame(Zip(message), flag: 1), "gzip"),
        9 => ([.. RawGrpc.Frame(message), .. RawGrpc.Frame(message)], null),
        _ => (RawGrpc.Frame(message), null),
    };

    private static byte[] Zip(byte[] message)
    {
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionMode.Compress))
        {
            zip.Write(message);
        }

        return packed.ToArray();
    }
}
