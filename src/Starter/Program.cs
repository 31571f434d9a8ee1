using BackgroundAgent.Starter.CommandLine;

return await BgagentCommand.InvokeAsync(args, CliHost.OfThisProcess());
