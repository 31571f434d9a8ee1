using BackgroundAgent.DevServer.Host;

// What arrives is framed on the thread that waits for the sockets instead of being handed to another one first. Read once by the runtime, when
// the first socket is made; only an environment variable sets it.
if (Environment.GetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS") is null)
{
    Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");
}

return await HostProgram.RunAsync(args);
