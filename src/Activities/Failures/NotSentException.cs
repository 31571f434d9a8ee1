namespace BackgroundAgent.Activities.Failures;

/// <summary>Some notifiers did not take a notification; those that did will not be asked again.</summary>
internal sealed class NotSentException(string message, Exception inner) : Exception(message, inner);
