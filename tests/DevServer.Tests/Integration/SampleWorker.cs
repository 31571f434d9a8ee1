using Temporalio.Worker;

namespace BackgroundAgent.DevServer.Tests.Integration;

internal static class SampleWorker
{
    public static TemporalWorkerOptions Options(string queue) => new TemporalWorkerOptions(queue)
        .AddAllActivities(typeof(SampleActivities), null)
        .AddWorkflow<GreetWorkflow>()
        .AddWorkflow<RetryWorkflow>()
        .AddWorkflow<TimerWorkflow>()
        .AddWorkflow<MailboxWorkflow>()
        .AddWorkflow<ParentWorkflow>()
        .AddWorkflow<CountdownWorkflow>()
        .AddWorkflow<CancelActivityWorkflow>()
        .AddWorkflow<LocalActivityWorkflow>()
        .AddWorkflow<TellWorkflow>();
}
