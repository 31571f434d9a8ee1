using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace BackgroundAgent.Sandbox.Launching;

/// <summary>Ends a program with all that it started.</summary>
internal static partial class ProcessGroup
{
    private const int Terminate = 15;
    private const int Kill = 9;

    /// <summary>Asks the group to end.</summary>
    public static void Ask(Process process, bool isLeader)
    {
        if (isLeader)
        {
            SendSignal(-process.Id, Terminate);
        }
    }

    /// <summary>Ends the group; harmless when it is gone.</summary>
    public static void End(Process process, bool isLeader)
    {
        if (isLeader)
        {
            // Until the launcher opened its session there is no such group, only the process.
            if (SendSignal(-process.Id, Kill) != 0 && !process.HasExited)
            {
                process.Kill();
            }

            return;
        }

        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception error) when (error is InvalidOperationException or System.ComponentModel.Win32Exception or AggregateException)
        {
            // It ended by itself in between.
        }
    }

    /// <summary>
    /// Ends what left the group (a daemon opens its own session) but still carries the run's mark in its environment. Linux only: elsewhere
    /// another process's environment cannot be read.
    /// </summary>
    public static void EndMarked(string runId)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        var mark = Encoding.ASCII.GetBytes($"{Launcher.MarkVariable}={runId}");
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                && id != Environment.ProcessId
                && Carries(Path.Combine(folder, "environ"), mark))
            {
                SendSignal(id, Kill);
            }
        }
    }

    private static bool Carries(string file, byte[] mark)
    {
        try
        {
            return File.ReadAllBytes(file).AsSpan().IndexOf(mark) >= 0;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int process, int signal);
}
