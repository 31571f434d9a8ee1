namespace BackgroundAgent.Contracts;

/// <summary>Every limit of what goes into history, with its unit.</summary>
public static class Limits
{
    /// <summary>Findings of one attempt kept in history; all of them are in the findings artifact.</summary>
    public const int FindingsInHistory = 20;

    /// <summary>Fingerprints of one attempt kept in history.</summary>
    public const int FingerprintsInHistory = 500;

    /// <summary>Characters of a finding's message or excerpt in history.</summary>
    public const int ExcerptCharacters = 1_000;

    /// <summary>Characters of a digest in history.</summary>
    public const int DigestCharacters = 8_000;

    /// <summary>Characters of a prompt.</summary>
    public const int PromptCharacters = 100_000;

    /// <summary>Characters of one feedback or steering text; all of them together go to the patcher in one payload.</summary>
    public const int FeedbackCharacters = 10_000;

    /// <summary>Feedback and steering texts of one task.</summary>
    public const int FeedbackMessages = 50;

    /// <summary>Characters of a login in a message.</summary>
    public const int LoginCharacters = 200;

    /// <summary>Delivery ids remembered by a task to drop duplicates.</summary>
    public const int SeenDeliveries = 500;
}
