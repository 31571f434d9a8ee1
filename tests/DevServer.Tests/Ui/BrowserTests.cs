using BackgroundAgent.DevServer.Tests.Integration;
using BackgroundAgent.TestKit.Temporal;
using Temporalio.Api.WorkflowService.V1;
using Temporalio.Client;
using Make = BackgroundAgent.DevServer.Tests.Conformance.Commands;

namespace BackgroundAgent.DevServer.Tests.Ui;

/// <summary>The page as a browser shows it, served by the program. UI_SCREENSHOTS names a folder for pictures of it.</summary>
[Collection(HostProcessCollection.Name)]
public sealed class BrowserTests
{
    private const string Queue = "ui";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Page_ListAndExecution_FollowWhatHappens()
    {
        var program = Chromium.Find();
        Assert.SkipWhen(program is null, "Chromium is not installed, so the page is not looked at in a browser.");
        var port = FreePort.Take();
        using var host = await HostProcess.StartAsync(
            DevServerProgram.Locate(), ["server", "start-dev", "--port", $"{FreePort.Take()}", "--ui-port", $"{port}", "--log-level", "error"]);
        var client = await TemporalClient.ConnectAsync(new(host.Address));
        var run = await client.StartWorkflowAsync("Order", ["<b>not markup</b>"], new("order & <1>", Queue) { StartSignal = "hello" });
        await using var browser = await Chromium.OpenAsync(program!, new Uri($"http://127.0.0.1:{port}/"), Cancel);

        // The list, and one that starts while it is shown.
        await browser.WaitAsync("document.querySelector('#list tbody tr .status.RUNNING')", Cancel);
        Assert.Equal("order & <1>", await browser.EvaluateAsync("document.querySelector('#list tbody a').textContent", Cancel));
        await client.StartWorkflowAsync("Other", [], new("later", "nobody"));
        await browser.WaitAsync("document.querySelectorAll('#list tbody tr').length === 2", Cancel);
        await PictureAsync(browser, "list");

        // A filter that is none says so; one that is, filters.
        await FilterAsync(browser, "Nothing = 1");
        await browser.WaitAsync("!document.querySelector('#error').hidden && document.querySelector('#error').textContent.includes('Nothing')", Cancel);
        await FilterAsync(browser, "WorkflowType = 'Order'");
        await browser.WaitAsync("document.querySelector('#error').hidden && document.querySelectorAll('#list tbody tr').length === 1", Cancel);

        // One execution, while it goes on.
        await browser.EvaluateAsync("document.querySelector('#list tbody a').click()", Cancel);
        await browser.WaitAsync("document.querySelector('#history tbody').textContent.includes('WORKFLOW_EXECUTION_STARTED')", Cancel);
        await WorkAsync(client);
        await browser.WaitAsync("document.querySelector('.lane[data-kind=activity] .bar.ok') && document.querySelector('.lane[data-kind=timer] .bar.open')", Cancel);
        await browser.WaitAsync("document.querySelector('.lane[data-kind=signal]').textContent.includes('signal hello')", Cancel);
        await PictureAsync(browser, "open");
        await run.TerminateAsync("enough");
        await browser.WaitAsync("document.querySelector('#facts .status.TERMINATED')", Cancel);
        var events = (await run.FetchHistoryAsync()).Events.Count;
        await browser.WaitAsync($"document.querySelectorAll('#history tbody tr').length === {events}", Cancel);
        Assert.Contains("<b>not markup</b>", await browser.EvaluateAsync("document.querySelector('#history tbody').textContent", Cancel), StringComparison.Ordinal);
        Assert.Equal("0", await browser.EvaluateAsync("document.querySelectorAll('#history tbody b').length", Cancel));
        await PictureAsync(browser, "closed");
    }

    /// <summary>An activity that is done and a timer that runs.</summary>
    private static async Task WorkAsync(TemporalClient client)
    {
        var service = client.WorkflowService;
        var task = await service.PollWorkflowTaskQueueAsync(new() { Namespace = "default", TaskQueue = new() { Name = Queue } });
        await service.RespondWorkflowTaskCompletedAsync(new RespondWorkflowTaskCompletedRequest
        {
            Namespace = "default",
            TaskToken = task.TaskToken,
            Commands = { Make.Activity("pack", Queue), Make.Timer("wait", 3600) },
        });
        var activity = await service.PollActivityTaskQueueAsync(new() { Namespace = "default", TaskQueue = new() { Name = Queue } });
        await service.RespondActivityTaskCompletedAsync(new() { Namespace = "default", TaskToken = activity.TaskToken });
    }

    private static Task FilterAsync(Chromium browser, string text) => browser.EvaluateAsync(
        $"(q => {{ q.value = \"{text}\"; q.dispatchEvent(new Event('change')); }})(document.querySelector('#query'))", Cancel);

    private static async Task PictureAsync(Chromium browser, string name)
    {
        if (Environment.GetEnvironmentVariable("UI_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, name + ".png"), await browser.ScreenshotAsync(Cancel), Cancel);
        }
    }
}
