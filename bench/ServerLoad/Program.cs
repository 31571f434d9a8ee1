using System.Diagnostics;
using System.Text.Json;
using BackgroundAgent.ServerLoad;

// The client and worker of the server benchmark: a process of its own, so that every server is measured from outside in the same way.
// It prints one line of JSON, a value per figure.
if (args.Length < 2)
{
    Console.Error.WriteLine(
        "usage: ServerLoad <address> throughput|roundtrip|timers|open|long [count], ServerLoad in-process memory|FILE, ServerLoad connect <address>, ServerLoad fill FILE <count>, or ServerLoad restart FILE");
    return 64;
}

var count = args.Length > 2 ? int.Parse(args[2], System.Globalization.CultureInfo.InvariantCulture) : 0;
var figures = args[0] switch
{
    "in-process" => await InProcessStart.MeasureAsync(args[1] == "memory" ? null : args[1]),
    "fill" => await Restart.FillAsync(args[1], count),
    "connect" => await InProcessStart.ConnectAsync(args[1]),
    "restart" => await Restart.MeasureAsync(args[1]),
    _ => await LoadRun.MeasureAsync(args[0], args[1], count),
};
using var self = Process.GetCurrentProcess();
figures["loadCpuSeconds"] = self.TotalProcessorTime.TotalSeconds;
Console.WriteLine(JsonSerializer.Serialize(figures));
return 0;
