using BackgroundAgent.Patching.Playbooks;
using BackgroundAgent.Patching.Policies;

namespace BackgroundAgent.Worker;

/// <summary>Checks texts of a task the way the worker will read them, so that whoever hands a task over hears of mistakes first.</summary>
public static class TaskTextChecks
{
    /// <param name="text">Content of a policy file.</param>
    /// <param name="name">How messages call it.</param>
    /// <returns>One line per mistake, <c>name:line:column: message</c>; none when it is valid.</returns>
    public static IReadOnlyList<string> Policy(string text, string name)
        => [.. PolicyFile.Parse(text, name).Errors.Select(error => error.ToString(name))];

    /// <inheritdoc cref="Policy"/>
    /// <param name="text">Content of a playbook.</param>
    /// <param name="name">How messages call it.</param>
    public static IReadOnlyList<string> Playbook(string text, string name) => [.. PlaybookFile.Check(text).Select(fault => fault.ToString(name))];
}
