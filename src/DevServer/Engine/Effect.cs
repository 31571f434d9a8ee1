namespace BackgroundAgent.DevServer.Engine;

/// <summary>What must happen outside the run once its lock is released. Everything here can be derived again from state.</summary>
internal enum EffectKind
{
    /// <summary>Offer the scheduled workflow task to its queue.</summary>
    OfferWorkflowTask,

    /// <summary>Offer an activity (by scheduled event id) to its queue.</summary>
    OfferActivity,

    /// <summary>Start the child of an initiated event.</summary>
    StartChild,

    /// <summary>Deliver an external signal of an initiated event.</summary>
    SignalExternal,

    /// <summary>Deliver an external cancel request of an initiated event.</summary>
    CancelExternal,

    /// <summary>Ask the handler of a Nexus operation (by scheduled event id) to start it.</summary>
    StartNexusOperation,

    /// <summary>Ask the handler of a Nexus operation to cancel it.</summary>
    CancelNexusOperation,

    /// <summary>Call the completion callbacks of a run that has ended.</summary>
    DeliverCallbacks,

    /// <summary>The run has ended: tell its parent and apply the close policies of its children.</summary>
    Closed,

    /// <summary>Queries that waited for the workflow task can go to the queue on their own.</summary>
    ReleaseQueries,
}

internal readonly record struct Effect(EffectKind Kind, long EventId = 0);
