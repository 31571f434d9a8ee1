using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace BackgroundAgent.DevServer.Rpc.Transport;

/// <summary>Reads the one message of a unary call: a flag, a length, the bytes.</summary>
internal static class GrpcBody
{
    public const int PrefixBytes = 5;

    /// <summary>The size the genuine server takes.</summary>
    private const int LargestMessage = 4 * 1024 * 1024;

    public static async ValueTask<IMessage> ReadAsync(IFeatureCollection context, IHeaderDictionary headers, MessageParser parser)
    {
        var reader = context.GetRequiredFeature<IRequestBodyPipeFeature>().Reader;
        while (true)
        {
            var result = await reader.ReadAsync();
            var buffer = result.Buffer;
            if (buffer.Length >= PrefixBytes)
            {
                CheckLength(buffer);
            }

            if (!result.IsCompleted && !result.IsCanceled)
            {
                reader.AdvanceTo(buffer.Start, buffer.End);
                continue;
            }

            try
            {
                return Parse(buffer, headers, parser);
            }
            finally
            {
                if (!buffer.IsEmpty)
                {
                    reader.AdvanceTo(buffer.End);
                }
            }
        }
    }

    private static (bool Compressed, int Length) Prefix(ReadOnlySequence<byte> buffer)
    {
        Span<byte> prefix = stackalloc byte[PrefixBytes];
        buffer.Slice(0, PrefixBytes).CopyTo(prefix);
        if (prefix[0] > 1)
        {
            throw new RpcException(new Status(StatusCode.Internal, $"grpc: received unexpected payload format {prefix[0]}"));
        }

        var length = BinaryPrimitives.ReadUInt32BigEndian(prefix[1..]);
        return (prefix[0] == 1, length > LargestMessage ? throw TooLarge(length) : (int)length);
    }

    private static void CheckLength(ReadOnlySequence<byte> buffer)
    {
        var (_, length) = Prefix(buffer);
        if (buffer.Length > PrefixBytes + length)
        {
            throw new RpcException(new Status(StatusCode.Internal, "grpc: a unary call has one message"));
        }
    }

    private static IMessage Parse(ReadOnlySequence<byte> buffer, IHeaderDictionary headers, MessageParser parser)
    {
        if (buffer.Length < PrefixBytes)
        {
            throw new RpcException(new Status(StatusCode.Internal, "grpc: the call has no message"));
        }

        var (compressed, length) = Prefix(buffer);
        if (buffer.Length != PrefixBytes + length)
        {
            throw new RpcException(new Status(StatusCode.Internal, "grpc: the message is cut off"));
        }

        try
        {
            var body = buffer.Slice(PrefixBytes);
            return compressed ? ParseCompressed(body, headers[GrpcHeaders.Encoding].ToString(), parser) : body.IsSingleSegment ? parser.ParseFrom(body.FirstSpan) : parser.ParseFrom(body);
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or InvalidDataException)
        {
            throw new RpcException(new Status(StatusCode.Internal, $"grpc: error unmarshalling request: {e.Message}"));
        }
    }

    private static IMessage ParseCompressed(ReadOnlySequence<byte> body, string encoding, MessageParser parser)
    {
        if (encoding != "gzip")
        {
            throw RpcErrors.Unimplemented($"grpc: Decompressor is not installed for grpc-encoding \"{encoding}\"");
        }

        using var unpack = new GZipStream(new MemoryStream(body.ToArray()), CompressionMode.Decompress);
        var bytes = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(body.Length * 4, 1024, LargestMessage));
        try
        {
            var count = 0;
            for (int read; (read = unpack.Read(bytes, count, bytes.Length - count)) > 0;)
            {
                count += read;
                if (count > LargestMessage)
                {
                    throw TooLarge(count);
                }

                if (count == bytes.Length)
                {
                    var larger = ArrayPool<byte>.Shared.Rent(count * 2);
                    bytes.AsSpan(0, count).CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(bytes);
                    bytes = larger;
                }
            }

            return parser.ParseFrom(bytes, 0, count);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private static RpcException TooLarge(long length) => new(new Status(
        StatusCode.ResourceExhausted, $"grpc: received message larger than max ({length} vs. {LargestMessage})"));
}
