using BackgroundAgent.TestKit;
using BackgroundAgent.Worker.Logs;
using Microsoft.Extensions.Logging;

namespace BackgroundAgent.Worker.Tests;

public sealed class FileLogTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    [Fact]
    public void Log_ThenDispose_EverythingIsInTheFile()
    {
        var file = Path.Combine(_folder.Path, "logs", "x.log");
        using (var provider = new FileLoggerProvider(file, TimeProvider.System))
        {
            var logger = provider.CreateLogger("Some.Category");
            logger.LogInformation("first {Number}", 1);
            logger.LogError(new InvalidOperationException("broken"), "second");
        }

        var text = File.ReadAllText(file);
        Assert.Contains("info Some.Category first 1", text);
        Assert.Contains("fail Some.Category second", text);
        Assert.Contains("InvalidOperationException: broken", text);
    }

    public void Dispose() => _folder.Dispose();
}
