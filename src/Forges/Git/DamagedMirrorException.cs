namespace BackgroundAgent.Forges.Git;

/// <summary>Objects of a mirror cannot be read. The mirror is made again once; then it is the remote's fault.</summary>
internal sealed class DamagedMirrorException(string message, Exception? inner = null) : Exception(message, inner);
