namespace BackgroundAgent.DevServer.Engine;

/// <summary>Names one run of one workflow id in a namespace.</summary>
internal readonly record struct RunKey(string Namespace, string WorkflowId, string RunId)
{
    public WorkflowExecution ToProto() => new() { WorkflowId = WorkflowId, RunId = RunId };
}
