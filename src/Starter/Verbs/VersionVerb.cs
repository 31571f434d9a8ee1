using System.Runtime.InteropServices;
using BackgroundAgent.Starter.CommandLine;
using BackgroundAgent.Starter.Output;
using BackgroundAgent.Starter.Output.Json;

namespace BackgroundAgent.Starter.Verbs;

internal static class VersionVerb
{
    public static Verb Create(VerbFactory verbs)
    {
        var verb = Verb.Of("version", "Say which version this is.", new Example("bgagent version --json", "For a bug report"));
        verbs.OnRun(verb, (context, _) =>
        {
            var document = new VersionDocument(ProductVersion.Text, RuntimeInformation.FrameworkDescription, RuntimeInformation.RuntimeIdentifier);
            if (context.Mode == OutputMode.Json)
            {
                JsonOutput.Write(context.Host, document, JsonShapes.Readable.VersionDocument);
            }
            else
            {
                context.Host.Out.WriteLine($"bgagent {document.Version} ({document.Runtime}, {document.System})");
            }

            return Task.FromResult(ExitCodes.Green);
        });
        return verb;
    }
}
