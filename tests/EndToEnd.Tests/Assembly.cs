// Tests here mostly wait for timers and heartbeats of processes of their own.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.All, MaxThreads = 3)]
