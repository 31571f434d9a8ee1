using System.Globalization;

namespace BackgroundAgent.DevServer.Rpc;

/// <summary>Pages of lists that are made anew for each call: the token is how many were given already.</summary>
internal static class PageToken
{
    public static IEnumerable<T> Cut<T>(IReadOnlyList<T> all, int size, ByteString token, out ByteString next)
    {
        var from = 0;
        if (!token.IsEmpty && (!int.TryParse(token.ToStringUtf8(), NumberStyles.None, CultureInfo.InvariantCulture, out from) || from > all.Count))
        {
            throw RpcErrors.InvalidArgument("Invalid NextPageToken.");
        }

        var end = Math.Min(all.Count, from + size);
        next = end < all.Count ? ByteString.CopyFromUtf8(end.ToString(CultureInfo.InvariantCulture)) : ByteString.Empty;
        return all.Skip(from).Take(end - from);
    }
}
