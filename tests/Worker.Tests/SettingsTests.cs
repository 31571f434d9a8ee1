using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;

namespace BackgroundAgent.Worker.Tests;

public sealed class SettingsTests
{
    [Fact]
    public void Worker_SeveralFaults_AreListedAtOnce()
    {
        var refused = Assert.Throws<ValidationException>(() => Read(new() { ["Worker:Polls"] = "0", ["Worker:WebhookUrl"] = "nowhere", ["Worker:HealthPort"] = "70000" }));

        Assert.Contains("Polls", refused.Message);
        Assert.Contains("WebhookUrl", refused.Message);
        Assert.Contains("HealthPort", refused.Message);
    }

    [Fact]
    public void Worker_NothingSet_HasTheDefaults()
    {
        var settings = Read([]);

        Assert.Equal(TimeSpan.FromSeconds(20), settings.ShutdownTimeout);
        Assert.False(settings.CreateSearchAttributes);
        Assert.Null(settings.HealthPort);
    }

    private static Workers.WorkerSettings Read(Dictionary<string, string?> values)
        => Settings.Worker(new ConfigurationBuilder().AddInMemoryCollection(values).Build());
}
