using BackgroundAgent.Contracts;

namespace BackgroundAgent.Activities;

/// <summary>Text that goes into history.</summary>
internal static class Bounded
{
    public static string Text(string text, int characters = Limits.ExcerptCharacters)
        => text.Length <= characters ? text : text[..(characters - 1)] + "…";
}
