using BackgroundAgent.Worker;

return await WorkerHost.RunAsync(args);
