using BackgroundAgent.DevServer.Host;

return await HostProgram.RunAsync(args);
