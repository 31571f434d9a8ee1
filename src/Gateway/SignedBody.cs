using System.Buffers;
using BackgroundAgent.Contracts.Webhooks;

namespace BackgroundAgent.Gateway;

/// <summary>Reads a request's body up to the limit.</summary>
internal static class SignedBody
{
    private const int PieceBytes = 16 * 1024;

    /// <returns>Null: it is too large.</returns>
    /// <exception cref="BadHttpRequestException">The client did not send what it announced.</exception>
    public static async Task<byte[]?> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > WebhookSignature.BodyBytes)
        {
            return null;
        }

        using var body = new MemoryStream((int)(request.ContentLength ?? PieceBytes));
        var piece = ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            int read;
            while ((read = await request.Body.ReadAsync(piece, cancellationToken)) > 0)
            {
                if (body.Length + read > WebhookSignature.BodyBytes)
                {
                    return null;
                }

                body.Write(piece, 0, read);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }

        return body.ToArray();
    }
}
