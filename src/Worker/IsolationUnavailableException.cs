namespace BackgroundAgent.Worker;

/// <summary>Isolation was insisted on and this machine cannot do it. The message is fit for people.</summary>
public sealed class IsolationUnavailableException(string why) : Exception($"Programs cannot be isolated here: {why}");
