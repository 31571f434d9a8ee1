namespace BackgroundAgent.Sandbox;

/// <summary>
/// NuGet guards the package folder, which all runs share, by lock files in the temporary folder, which each run has its own of. Naming the
/// lock folder keeps two restores from unpacking one package at once.
/// </summary>
internal static class SharedNuGetLocks
{
    private const string Variable = "NUGET_SCRATCH";

    public static void Apply(Dictionary<string, string> environment)
    {
        var home = environment.GetValueOrDefault("HOME");
        if (environment.ContainsKey(Variable) || string.IsNullOrEmpty(home) || !Path.IsPathRooted(home))
        {
            return;
        }

        // Below a folder that isolation leaves writable.
        environment[Variable] = Path.Combine(home, ".local", "share", "NuGet", "scratch");
    }
}
