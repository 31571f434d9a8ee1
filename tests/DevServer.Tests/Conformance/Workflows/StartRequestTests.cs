namespace BackgroundAgent.DevServer.Tests.Conformance.Workflows;

/// <summary>What a start refuses, and with which words.</summary>
public sealed class StartRequestTests(ConformanceServer server) : ConformanceTest(server)
{
    private static readonly Dictionary<string, (Action<StartWorkflowExecutionRequest> Change, string Message)> Refused = new()
    {
        ["no workflow id"] = (r => r.WorkflowId = "", "WorkflowId is not set on request."),
        ["no workflow type"] = (r => r.WorkflowType = null, "WorkflowType is not set on request."),
        ["empty workflow type"] = (r => r.WorkflowType.Name = "", "WorkflowType is not set on request."),
        ["no task queue"] = (r => r.TaskQueue = null, "taskQueue is not set"),
        ["empty task queue"] = (r => r.TaskQueue.Name = "", "missing task queue name"),
        ["workflow id over 1000"] = (r => r.WorkflowId = new string('w', 1001), "WorkflowId length exceeds limit."),
        ["workflow type over 1000"] = (r => r.WorkflowType.Name = new string('w', 1001), "WorkflowType length exceeds limit."),
        ["task queue over 1000"] = (r => r.TaskQueue.Name = new string('w', 1001), "taskQueue length exceeds limit"),
        ["request id over 1000"] = (r => r.RequestId = new string('w', 1001), "RequestId length exceeds limit."),
        ["reserved task queue"] = (r => r.TaskQueue.Name = "/_sys/x", "task queue name"),
        ["negative execution timeout"] = (r => r.WorkflowExecutionTimeout = Data.Seconds(-1), "invalid WorkflowExecutionTimeoutSeconds"),
        ["negative run timeout"] = (r => r.WorkflowRunTimeout = Data.Seconds(-1), "invalid WorkflowRunTimeoutSeconds"),
        ["negative task timeout"] = (r => r.WorkflowTaskTimeout = Data.Seconds(-1), "invalid WorkflowTaskTimeoutSeconds"),
        ["negative start delay"] = (r => r.WorkflowStartDelay = Data.Seconds(-1), "invalid WorkflowStartDelaySeconds"),
        ["cron and start delay"] = (r => (r.CronSchedule, r.WorkflowStartDelay) = ("@every 1h", Data.Seconds(1)), "CronSchedule and WorkflowStartDelay may not be used together."),
        ["bad cron"] = (r => r.CronSchedule = "not cron", "invalid CronSchedule."),
        ["retry: backoff below one"] = (r => r.RetryPolicy = new() { BackoffCoefficient = 0.5 }, "BackoffCoefficient cannot be less than 1 on retry policy."),
        ["retry: negative initial interval"] = (r => r.RetryPolicy = new() { InitialInterval = Data.Seconds(-1), BackoffCoefficient = 1 }, "invalid InitialInterval set on retry policy"),
        ["retry: negative maximum interval"] = (r => r.RetryPolicy = new() { MaximumInterval = Data.Seconds(-1), BackoffCoefficient = 1 }, "invalid MaximumInterval set on retry policy"),
        ["retry: maximum below initial"] = (r => r.RetryPolicy = new() { InitialInterval = Data.Seconds(5), MaximumInterval = Data.Seconds(1), BackoffCoefficient = 1 }, "MaximumInterval cannot be less than InitialInterval on retry policy."),
        ["retry: negative attempts"] = (r => r.RetryPolicy = new() { MaximumAttempts = -1, BackoffCoefficient = 1 }, "MaximumAttempts cannot be negative on retry policy."),
        ["retry: unknown timeout type"] = (r => r.RetryPolicy = new() { NonRetryableErrorTypes = { "TemporalTimeout:Nonsense" }, BackoffCoefficient = 1 }, "Invalid timeout type value: Nonsense."),
        ["unknown search attribute"] = (r => r.SearchAttributes = new() { IndexedFields = { ["NoSuchAttribute"] = Data.Json(1) } }, "Namespace default has no mapping defined for search attribute NoSuchAttribute"),
        ["search attribute of the wrong type"] = (r => r.SearchAttributes = new() { IndexedFields = { ["CaseInt"] = Data.Json("text") } }, "invalid value for search attribute CaseInt of type Int"),
        ["search attribute of the system"] = (r => r.SearchAttributes = new() { IndexedFields = { ["WorkflowType"] = Data.Json("x") } }, "WorkflowType attribute can't be set in SearchAttributes"),
        ["terminate-if-running with conflict policy"] = (
            r => (r.WorkflowIdReusePolicy, r.WorkflowIdConflictPolicy) = (Terminate, WorkflowIdConflictPolicy.UseExisting),
            "cannot be used together with a WorkflowIDConflictPolicy"),
        ["reject-duplicate with terminate-existing"] = (
            r => (r.WorkflowIdReusePolicy, r.WorkflowIdConflictPolicy) = (WorkflowIdReusePolicy.RejectDuplicate, WorkflowIdConflictPolicy.TerminateExisting),
            "WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE cannot be used together"),
        ["input over the limit"] = (r => r.Input = Data.List(new string('x', 2 * 1024 * 1024 + 1)), "Blob data size exceeds limit."),
        ["memo over the limit"] = (r => r.Memo = new() { Fields = { ["m"] = Data.Json(new string('x', 2 * 1024 * 1024 + 1)) } }, "exceeds limit"),
        ["search attribute over the limit"] = (r => r.SearchAttributes = new() { IndexedFields = { ["CaseText"] = Data.Json(new string('x', 3000)) } }, "search attribute CaseText value size 3002 exceeds size limit 2048"),
        ["callback without url"] = (r => r.CompletionCallbacks.Add(new Temporalio.Api.Common.V1.Callback { Nexus = new() }), "invalid url"),
    };

    /// <summary>TERMINATE_IF_RUNNING: deprecated, and still with rules of its own.</summary>
    private const WorkflowIdReusePolicy Terminate = (WorkflowIdReusePolicy)4;

    public static TheoryData<string> Names => [.. Refused.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Start_BadRequest_IsInvalidArgument(string name)
    {
        var (change, message) = Refused[name];
        await FailsAsync(Code.InvalidArgument, message, () => StartAsync(change));
    }

    [Fact]
    public Task Start_UnknownNamespace_IsNotFound() =>
        FailsAsync(Code.NotFound, "Namespace no-such-namespace is not found.", () => StartAsync(r => r.Namespace = "no-such-namespace"));
}
