using BackgroundAgent.Starter.Native;

return QuickDiagnosis.Understands(args)
    ? QuickDiagnosis.Run(args[1..])
    : new WholeProgram(AppContext.BaseDirectory, Console.Error).Become(args);
