using Temporalio.Common;

namespace BackgroundAgent.Worker.Connections;

/// <summary>The namespace lacks search attributes. The message holds the command that adds them.</summary>
public sealed class MissingSearchAttributesException : Exception
{
    internal MissingSearchAttributesException(string @namespace, IReadOnlyList<SearchAttributeKey> missing, IReadOnlyList<SearchAttributeKey> wrong)
        : base(Describe(@namespace, missing, wrong))
    {
    }

    private static string Describe(string @namespace, IReadOnlyList<SearchAttributeKey> missing, IReadOnlyList<SearchAttributeKey> wrong)
    {
        var text = $"Namespace '{@namespace}' is not set up for tasks.";
        if (missing.Count > 0)
        {
            var options = string.Join(' ', missing.Select(key => $"--name {key.Name} --type {SearchAttributes.NameOf(key.ValueType)}"));
            text += $" Add its missing search attributes: temporal operator search-attribute create --namespace {@namespace} {options}";
        }

        return wrong.Count == 0
            ? text
            : $"{text} These exist with another type: {string.Join(", ", wrong.Select(key => $"{key.Name} (must be {SearchAttributes.NameOf(key.ValueType)})"))}.";
    }
}
