namespace BackgroundAgent.Activities.Failures;

/// <summary>A policy cannot be used; the message names every mistake with its line.</summary>
internal sealed class PolicyInvalidException(string message) : Exception(message);
