using System.Text;

namespace BackgroundAgent.Gateway.Tests;

/// <summary>One to three random changes: a byte, a hole, a piece put in, a beginning repeated.</summary>
internal static class Mutation
{
    public static byte[] Of(byte[] bytes, string[] pieces, Random random)
    {
        var copy = bytes.ToList();
        for (var change = random.Next(1, 4); change > 0 && copy.Count > 0; change--)
        {
            var at = random.Next(copy.Count);
            switch (random.Next(4))
            {
                case 0:
                    copy[at] = (byte)random.Next(256);
                    break;
                case 1:
                    copy.RemoveRange(at, random.Next(copy.Count - at));
                    break;
                case 2:
                    copy.InsertRange(at, Encoding.UTF8.GetBytes(pieces[random.Next(pieces.Length)]));
                    break;
                default:
                    copy.InsertRange(at, copy.GetRange(0, at));
                    break;
            }
        }

        return [.. copy];
    }

    /// <summary>The same for a header's value: HTTP itself refuses what is not printable.</summary>
    public static string Of(string text, string[] pieces, Random random)
        => new([.. Encoding.Latin1.GetString(Of(Encoding.ASCII.GetBytes(text), pieces, random)).Where(letter => letter is >= ' ' and <= '~')]);
}
