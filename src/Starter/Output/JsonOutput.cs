using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using BackgroundAgent.Starter.CommandLine;

namespace BackgroundAgent.Starter.Output;

/// <summary>Writes one indented document to standard output.</summary>
internal static class JsonOutput
{
    public static void Write<T>(CliHost host, T document, JsonTypeInfo<T> shape) => host.Out.WriteLine(JsonSerializer.Serialize(document, shape));
}
