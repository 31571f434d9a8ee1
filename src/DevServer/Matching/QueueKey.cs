namespace BackgroundAgent.DevServer.Matching;

internal readonly record struct QueueKey(string Namespace, string Name, TaskQueueType Type);
