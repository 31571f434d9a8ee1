using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http.Features;

namespace BackgroundAgent.DevServer.Rpc.Transport;

/// <summary>Writes the answer of a call: one message and the status OK, or a status only.</summary>
internal static class GrpcAnswer
{
    private const string StatusName = "grpc-status";
    private const string MessageName = "grpc-message";

    /// <summary>
    /// Clients give up the whole connection when the headers of an answer are too long; the usual limit is 16 KB. A message, which can repeat
    /// what the caller sent, is cut; details that do not fit are left out.
    /// </summary>
    private const int LongestMessage = 3000;
    private const int LongestDetails = 7000;

    public static async ValueTask SendAsync(IFeatureCollection context, IMessage message)
    {
        var size = message.CalculateSize();
        var writer = Begin(context, size);
        message.WriteTo(writer);
        await FinishAsync(context, writer);
    }

    public static async ValueTask SendAsync(IFeatureCollection context, byte[] message)
    {
        var writer = Begin(context, message.Length);
        writer.Write(message);
        await FinishAsync(context, writer);
    }

    /// <summary>A call without a message ends with its headers.</summary>
    public static void Fail(IFeatureCollection context, RpcException error)
    {
        var response = context.GetRequiredFeature<IHttpResponseFeature>();
        if (response.HasStarted)
        {
            context.Get<IHttpResetFeature>()?.Reset((int)StatusCode.Internal);
            return;
        }

        response.Headers.ContentType = GrpcHeaders.ContentType;
        response.Headers[StatusName] = ((int)error.StatusCode).ToString(CultureInfo.InvariantCulture);
        if (error.Status.Detail.Length > 0)
        {
            var escaped = Escape(error.Status.Detail);
            response.Headers[MessageName] = escaped.Length <= LongestMessage ? escaped : Cut(escaped);
        }

        foreach (var trailer in error.Trailers.Where(t => !t.IsBinary || t.ValueBytes.Length <= LongestDetails))
        {
            response.Headers[trailer.Key] = trailer.IsBinary ? Convert.ToBase64String(trailer.ValueBytes) : trailer.Value;
        }
    }

    private static PipeWriter Begin(IFeatureCollection context, int size)
    {
        context.GetRequiredFeature<IHttpResponseFeature>().Headers.ContentType = GrpcHeaders.ContentType;
        var writer = context.GetRequiredFeature<IHttpResponseBodyFeature>().Writer;
        var prefix = writer.GetSpan(GrpcBody.PrefixBytes);
        prefix[0] = 0;
        BinaryPrimitives.WriteUInt32BigEndian(prefix[1..], (uint)size);
        writer.Advance(GrpcBody.PrefixBytes);
        return writer;
    }

    private static ValueTask FinishAsync(IFeatureCollection context, PipeWriter writer)
    {
        context.GetRequiredFeature<IHttpResponseTrailersFeature>().Trailers[StatusName] = "0";
        return writer.CompleteAsync();
    }

    /// <summary>Never inside an escape.</summary>
    private static string Cut(string escaped)
    {
        var end = escaped.LastIndexOf('%', LongestMessage - 1) is var percent && percent > LongestMessage - 3 ? percent : LongestMessage;
        return escaped[..end] + "...";
    }

    /// <summary>Percent-encodes what is not printable ASCII, as the protocol wants it.</summary>
    private static string Escape(string text)
    {
        if (text.All(c => c is >= ' ' and <= '~' and not '%'))
        {
            return text;
        }

        var escaped = new StringBuilder();
        foreach (var b in Encoding.UTF8.GetBytes(text))
        {
            if (b is >= (byte)' ' and <= (byte)'~' and not (byte)'%')
            {
                escaped.Append((char)b);
            }
            else
            {
                escaped.Append(CultureInfo.InvariantCulture, $"%{b:X2}");
            }
        }

        return escaped.ToString();
    }
}
