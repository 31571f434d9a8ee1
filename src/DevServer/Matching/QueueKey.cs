namespace BackgroundAgent.DevServer.Matching;

/// <summary>A task queue; with a version it is the part of the queue that belongs to that worker deployment version.</summary>
internal readonly record struct QueueKey(string Namespace, string Name, TaskQueueType Type, string Version = "");
