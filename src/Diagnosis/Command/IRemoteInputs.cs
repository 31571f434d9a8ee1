namespace BackgroundAgent.Diagnosis.Command;

/// <summary>Opens what an address stands for. Lets <see cref="DiagnoseCommand"/> read logs that are not here without knowing from where.</summary>
public interface IRemoteInputs
{
    /// <returns>At least one.</returns>
    /// <exception cref="UnreadableInputException">There is none, or it cannot be read.</exception>
    IReadOnlyList<RemoteInput> Find(string address, CancellationToken cancellationToken);
}

/// <param name="Name">Becomes the input's name in what is printed.</param>
/// <param name="Open">Throws <see cref="UnreadableInputException"/>.</param>
public sealed record RemoteInput(string Name, Func<Stream> Open);

/// <summary>An input cannot be read; the message is fit for people.</summary>
/// <param name="exitCode">What the process ends with when nothing could be read.</param>
/// <param name="message">One sentence.</param>
/// <param name="inner">What it comes from.</param>
public sealed class UnreadableInputException(int exitCode, string message, Exception? inner = null) : Exception(message, inner)
{
    public int ExitCode { get; } = exitCode;
}
