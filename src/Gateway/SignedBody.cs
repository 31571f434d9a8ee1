using System.Buffers;

namespace BackgroundAgent.Gateway;

/// <summary>Reads a request's body up to the limit.</summary>
internal static class SignedBody
{
    private const int PieceBytes = 16 * 1024;

    /// <summary>A sender that only announces much must not take memory for it.</summary>
    private const int FirstBytes = 256 * 1024;

    /// <returns>Null: it is too large.</returns>
    /// <exception cref="BadHttpRequestException">The client did not send what it announced.</exception>
    public static async Task<byte[]?> ReadAsync(HttpRequest request, int limit, CancellationToken cancellationToken)
    {
        if (request.ContentLength > limit)
        {
            return null;
        }

        using var body = new MemoryStream((int)Math.Min(request.ContentLength ?? PieceBytes, FirstBytes));
        var piece = ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            int read;
            while ((read = await request.Body.ReadAsync(piece, cancellationToken)) > 0)
            {
                if (body.Length + read > limit)
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
