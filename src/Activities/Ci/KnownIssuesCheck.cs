using BackgroundAgent.Diagnosis.KnownIssues;
using Microsoft.Extensions.Options;

namespace BackgroundAgent.Activities.Ci;

/// <summary>Names every mistake in the service's own file of known issues, at the start.</summary>
internal sealed class KnownIssuesCheck : IValidateOptions<ActivitiesOptions>
{
    public ValidateOptionsResult Validate(string? name, ActivitiesOptions options)
    {
        if (options.KnownIssuesFile is not { } file)
        {
            return ValidateOptionsResult.Success;
        }

        try
        {
            KnownIssueFile.Read(File.ReadAllText(file), Path.GetFileName(file), out var errors);
            return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return ValidateOptionsResult.Fail($"The file of known issues cannot be read: {fault.Message}");
        }
    }
}
