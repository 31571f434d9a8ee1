using System.Text.Json;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Starter.Output.Json;
using BackgroundAgent.Starter.Tests.Support;

namespace BackgroundAgent.Starter.Tests.Output;

/// <summary>The JSON that scripts rely on.</summary>
public sealed class TaskDocumentTests
{
    [Fact]
    public void Document_EndedTask_HasStateReasonAttemptsBudgetsLinks()
    {
        var task = Read(Samples.Task(TaskState.Green, Reason.CiPassed, Samples.Red, Samples.Green));

        Assert.Equal("fix-1", task.GetProperty("taskId").GetString());
        Assert.Equal("task-fix-1", task.GetProperty("workflowId").GetString());
        Assert.Equal("green", task.GetProperty("state").GetString());
        Assert.Equal("ci-passed", task.GetProperty("reason").GetString());
        Assert.Equal("BGA-G01", task.GetProperty("reasonCode").GetString());
        Assert.Equal("upgrade", task.GetProperty("kind").GetString());
        Assert.Equal("2026-03-01T12:03:00+00:00", task.GetProperty("endedAt").GetString());
        Assert.Equal("/data/pr/1.md", task.GetProperty("links").GetProperty("pullRequest").GetString());
        Assert.Equal(JsonValueKind.Null, task.GetProperty("links").GetProperty("report").ValueKind);
        var attempt = task.GetProperty("attempts")[0];
        Assert.Equal(1, attempt.GetProperty("number").GetInt32());
        Assert.Equal("failed", attempt.GetProperty("verdict").GetString());
        Assert.Equal("code", attempt.GetProperty("cause").GetString());
        Assert.Equal("CS0246", attempt.GetProperty("findings")[0].GetProperty("code").GetString());
    }

    [Fact]
    public void Document_Budgets_HaveLimitUsedRemaining()
    {
        var budgets = Read(Samples.Task(TaskState.WaitingCi)).GetProperty("budgets");

        Assert.Equal("""{"limit":3,"used":2,"remaining":1}""", Compact(budgets.GetProperty("attempts")));
        Assert.Equal("""{"limit":1,"used":0,"remaining":null}""", Compact(budgets.GetProperty("flakyReruns")));
        Assert.Equal("""{"limit":21600,"used":90.5,"remaining":21509.5}""", Compact(budgets.GetProperty("runtimeSeconds")));
        Assert.Equal("""{"limit":2000,"used":12,"remaining":1988}""", Compact(budgets.GetProperty("changedLines")));
        Assert.Equal("""{"limit":2,"used":0.5,"remaining":1.5}""", Compact(budgets.GetProperty("costUsd")));
        Assert.Equal(7_200, budgets.GetProperty("ciWaitSeconds").GetDouble());
    }

    [Fact]
    public void Document_RunningTask_HasNullReason()
    {
        var task = Read(Samples.Task(TaskState.WaitingCi));

        Assert.Equal("waiting-ci", task.GetProperty("state").GetString());
        Assert.Equal(JsonValueKind.Null, task.GetProperty("reason").ValueKind);
        Assert.Equal(JsonValueKind.Null, task.GetProperty("endedAt").ValueKind);
    }

    [Fact]
    public void Document_Properties_AreTheDocumentedOnes()
    {
        string[] expected =
        [
            "taskId", "workflowId", "title", "kind", "repository", "state", "reason", "reasonCode", "detail", "advice", "attempt", "baseCommit", "headCommit",
            "policyHash", "approvals", "approvalsRequired", "startedAt", "endedAt", "attempts", "budgets", "links",
        ];

        Assert.Equal(expected, Read(Samples.Task(TaskState.Queued)).EnumerateObject().Select(property => property.Name));
    }

    private static JsonElement Read(TaskResult task)
        => JsonDocument.Parse(JsonSerializer.Serialize(TaskDocument.Of(task), JsonShapes.Readable.TaskDocument)).RootElement;

    private static string Compact(JsonElement element) => JsonSerializer.Serialize(element);
}
