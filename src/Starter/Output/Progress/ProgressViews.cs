using BackgroundAgent.Starter.CommandLine;

namespace BackgroundAgent.Starter.Output.Progress;

internal static class ProgressViews
{
    public static IProgressView Create(VerbContext context) => context.Mode switch
    {
        OutputMode.Json => new JsonProgress(context.Host.Out),
        OutputMode.Pretty => new PrettyProgress(Terminal.Create(context.Host), context.Host.Time),
        _ => new PlainProgress(context.Host.Out, context.Host.Time),
    };
}
