using BackgroundAgent.DevServer.Nexus.Operations;

namespace BackgroundAgent.DevServer.Nexus.Callbacks;

/// <summary>How far one callback of a closed run has come, as stored. They stand in the order they were registered.</summary>
internal sealed class CallbackSide
{
    public bool Triggered { get; set; }

    public int Outcome { get; set; }

    public AttemptsSide? Requests { get; set; }
}
