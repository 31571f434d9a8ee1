using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Contracts.Maintenance;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Workflows.Tests.Fakes;
using BackgroundAgent.Workflows.Tests.Maintenance;
using Temporalio.Client;
using Temporalio.Common;
using Temporalio.Exceptions;
using Temporalio.Worker;

namespace BackgroundAgent.Workflows.Tests.Histories;

/// <summary>
/// Recorded histories of every terminal state still replay: tasks that were started by an older release go on under this one.
/// RECORD_HISTORIES=1 records those that are missing; a recorded one is never changed, a new behaviour gets a new name.
/// </summary>
public sealed class HistoryTests(TaskServer server)
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Fixtures", "Histories");

    public static TheoryData<string> Names => [.. Directory.EnumerateFiles(Folder, "*.json").Select(file => Path.GetFileNameWithoutExtension(file)).Order()];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Replay_RecordedHistory_Succeeds(string name)
        => await Replayer().ReplayWorkflowAsync(await ReadAsync(name));

    [Fact]
    public async Task Replay_EveryTerminalState_IsRecorded()
    {
        foreach (var state in Enum.GetValues<TaskState>().Where(state => state.IsTerminal()))
        {
            var texts = await Task.WhenAll(Directory.EnumerateFiles(Folder, "*.json").Select(file => File.ReadAllTextAsync(file)));
            var shown = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"\"{Contracts.KebabCaseText.ToKebabCase(state)}\""));
            Assert.Contains(texts, text => text.Contains(shown, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Replay_HistoryOfOtherCode_Fails()
    {
        // The same history, but an activity the workflow would not ask for at that place.
        var json = (await File.ReadAllTextAsync(Path.Combine(Folder, "green-at-once.json"))).Replace("\"Patch\"", "\"Paint\"", StringComparison.Ordinal);

        await Assert.ThrowsAsync<WorkflowNondeterminismException>(
            () => Replayer().ReplayWorkflowAsync(WorkflowHistory.FromJson("green-at-once", json)));
    }

    [Fact]
    public async Task Record_MissingHistories_WhenAskedTo()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("RECORD_HISTORIES") == "1", "RECORD_HISTORIES=1 records histories that are missing.");
        var target = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../Fixtures/Histories"));
        Directory.CreateDirectory(target);
        foreach (var (name, run) in Recordings)
        {
            var file = Path.Combine(target, $"{name}.json");
            if (!File.Exists(file))
            {
                var task = await run(server);
                await task.EndAsync();
                await WriteAsync(file, task.Handle);
            }
        }

        foreach (var (name, run) in MaintenanceRecordings)
        {
            var file = Path.Combine(target, $"{name}.json");
            if (!File.Exists(file))
            {
                var handle = await run(server);
                await handle.GetResultAsync();
                await WriteAsync(file, handle);
            }
        }
    }

    /// <summary>Worker identities name the machine, and stack traces its folders; a fixture must not.</summary>
    private static async Task WriteAsync(string file, WorkflowHandle handle)
    {
        var root = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../.."));
        var json = (await handle.FetchHistoryAsync()).ToJson();
        await File.WriteAllTextAsync(
            file, json.Replace(Environment.MachineName, "host", StringComparison.Ordinal).Replace(root, "/bgagent", StringComparison.Ordinal));
    }

    private static readonly Dictionary<string, Func<TaskServer, Task<WorkflowHandle>>> MaintenanceRecordings = new()
    {
        ["sweep-with-a-fault"] = server =>
        {
            var (forge, script) = ForgeScript.Make();
            script.Failed = MaintenanceTests.Failed(forge, "a", "b", "c");
            script.Broken = "b";
            return MaintenanceTests.StartSweepAsync(server, forge);
        },
        ["janitor-removes"] = server =>
        {
            var (forge, script) = ForgeScript.Make();
            script.Branches["/one"] = [MaintenanceTests.Branch("a"), MaintenanceTests.Branch("b", LeftoverFinding.TaskLives), MaintenanceTests.Branch("c")];
            script.Branches["/two"] = [MaintenanceTests.Branch("d")];
            script.Branches["/bad"] = [];
            script.Broken = "/bad";
            return MaintenanceTests.StartJanitorAsync(server, new JanitorInput { Forge = forge });
        },
        ["janitor-dry-run"] = server =>
        {
            var (forge, script) = ForgeScript.Make();
            script.Branches["/one"] = [MaintenanceTests.Branch("a")];
            return MaintenanceTests.StartJanitorAsync(server, new JanitorInput { Forge = forge, DryRun = true });
        },
    };

    private static readonly Dictionary<string, Func<TaskServer, Task<RunningTask>>> Recordings = new()
    {
        ["green-at-once"] = server => server.StartAsync(),
        ["green-after-repair"] = server => server.StartAsync(scenario => scenario.GreenFrom = 2),
        ["green-after-flaky-rerun"] = server => server.StartAsync(scenario =>
        {
            scenario.OnChecks = (_, attempt) => [attempt == 1 ? Build.Red() : Build.Check(attempt: attempt)];
            scenario.OnClassify = _ => Build.Failure(Cause.Flaky);
        }),
        ["green-after-approval"] = async server =>
        {
            var (task, _) = await Stage.ReachAsync(server, TaskState.AwaitingApproval);
            await task.Handle.ExecuteUpdateAsync(running => running.ApproveNowAsync(new Approval("ann", "c1")));
            return task;
        },
        ["green-after-hand-back"] = async server =>
        {
            var (task, _) = await Stage.ReachAsync(server, TaskState.Takeover);
            task.Scenario.RemoteHead = "human";
            task.Scenario.OnPush = null;
            await task.Handle.SignalAsync(running => running.HandBackAsync(new PersonRequest("ann")));
            return task;
        },
        ["blocked-attempts-used"] = server => server.StartAsync(scenario => scenario.GreenFrom = 99),
        ["blocked-no-change"] = server => server.StartAsync(
            scenario => scenario.OnPatch = _ => new() { Status = Contracts.Activities.PatchStatus.NoChange }),
        ["needs-human-ambiguous"] = server => server.StartAsync(scenario =>
        {
            scenario.GreenFrom = 99;
            scenario.OnClassify = _ => Build.Failure(Cause.Ambiguous);
        }),
        ["needs-human-secret-in-diff"] = server => server.StartAsync(
            scenario => scenario.OnGuard = _ => new() { Hits = [new(Reason.SecretInDiff, "a.cs", "found")] }),
        ["needs-human-fewer-tests"] = server => server.StartAsync(
            scenario => scenario.OnCompareTests = _ => new() { Hits = [new(Reason.TestTampering, null, "build: 3 tests ran, 5 on the base commit.")] }),
        ["green-after-advice-and-rework"] = async server =>
        {
            var (task, _) = await Stage.ReachAsync(server, TaskState.WaitingCi);
            await task.Handle.SignalAsync(running => running.SteerAsync(new Steering("ann", "a hint")));
            await task.Handle.ExecuteUpdateAsync(running => running.SteerNowAsync(new Steering("ann", "also the docs") { Rework = true }));
            task.Scenario.OnChecks = null;
            await task.ReportCiAsync("d1");
            return task;
        },
        ["green-after-rebase"] = server => server.StartAsync(scenario => AgentTasks.ConflictTests.Conflicting(scenario, ConflictPolicy.Rebase)),
        ["blocked-merge-conflict"] = server => server.StartAsync(scenario => AgentTasks.ConflictTests.Conflicting(scenario, null)),
        ["needs-human-conflict"] = server => server.StartAsync(scenario =>
        {
            AgentTasks.ConflictTests.Conflicting(scenario, ConflictPolicy.Merge);
            scenario.OnUpdate = _ => new() { Status = Contracts.Activities.UpdateBranchStatus.Conflicted, Conflicts = ["a.cs"] };
        }),
        ["cancelled-while-patching"] = async server =>
        {
            var (task, _) = await Stage.ReachAsync(server, TaskState.Patching);
            await task.Handle.SignalAsync(running => running.CancelAsync(new PersonRequest("ann")));
            return task;
        },
        ["cancelled-by-temporal-at-the-gate"] = async server =>
        {
            var (task, _) = await Stage.ReachAsync(server, TaskState.AwaitingApproval);
            await task.Handle.CancelAsync();
            return task;
        },
        ["cancelled-after-pause-and-steering"] = async server =>
        {
            var (task, _) = await Stage.ReachAsync(server, TaskState.Paused);
            await task.Handle.SignalAsync(running => running.SteerAsync(new Steering("ann", "also the docs")));
            await task.Handle.SignalAsync(running => running.ResumeAsync(new PersonRequest("ann")));
            await task.ReportCiAsync("d1");
            await task.Handle.SignalAsync(running => running.CancelAsync(new PersonRequest("ann")));
            return task;
        },
    };

    private static WorkflowReplayer Replayer()
    {
        var options = new WorkflowReplayerOptions();
        foreach (var type in AgentWorkflows.All)
        {
            options.AddWorkflow(type);
        }

        return new WorkflowReplayer(options);
    }

    private static async Task<WorkflowHistory> ReadAsync(string name)
        => WorkflowHistory.FromJson(name, await File.ReadAllTextAsync(Path.Combine(Folder, $"{name}.json")));
}
