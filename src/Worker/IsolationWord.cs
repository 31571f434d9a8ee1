using BackgroundAgent.Sandbox;

namespace BackgroundAgent.Worker;

/// <summary>The words people use for <see cref="IsolationMode"/>.</summary>
public static class IsolationWord
{
    /// <param name="word"><c>auto</c>, <c>bwrap</c> or <c>none</c>.</param>
    public static IsolationMode Parse(string word) => word switch
    {
        "auto" => IsolationMode.Auto,
        "bwrap" => IsolationMode.Bubblewrap,
        "none" => IsolationMode.None,
        _ => throw new ArgumentOutOfRangeException(nameof(word), word, "auto, bwrap or none"),
    };
}
