using System.Reflection;

namespace BackgroundAgent.Starter.CommandLine;

/// <summary>The version this was built as, without the source revision behind it.</summary>
internal static class ProductVersion
{
    public static string Text { get; } =
        (typeof(ProductVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0")
        .Split('+')[0];
}
