using System.Globalization;
using BackgroundAgent.DevServer.Engine;
using BackgroundAgent.DevServer.Visibility;

namespace BackgroundAgent.DevServer.Rules;

/// <summary>A condition on an activity, in the words of filters but with fields of its own.</summary>
internal static class ActivityPredicate
{
    public static bool Matches(string predicate, Activity activity) =>
        QueryParser.Parse(predicate).Where is { } where && Matches(where, activity);

    private static bool Matches(Condition condition, Activity activity) => condition switch
    {
        AndCondition and => Matches(and.Left, activity) && Matches(and.Right, activity),
        OrCondition or => Matches(or.Left, activity) || Matches(or.Right, activity),
        CompareCondition compare => Read(compare.Field, activity) is { } value && QueryFilter.Compare(value, compare.Comparison, As(value, compare.Value)) == true,
        BetweenCondition { Field: "StartedTime" } between when activity.StartedTime is { } started =>
            (QueryFilter.Compare(started, Comparison.GreaterOrEqual, As(started, between.From)) == true &&
            QueryFilter.Compare(started, Comparison.LessOrEqual, As(started, between.To)) == true) != between.Not,
        _ => throw QueryException.Invalid("this condition is not supported for activities"),
    };

    private static object? Read(string field, Activity activity) => field switch
    {
        "ActivityId" => activity.Id,
        "ActivityType" => activity.Attributes.ActivityType.Name,
        "ActivityState" => activity.IsStarted ? "Started" : activity.IsPaused ? "Paused" : "Scheduled",
        "Attempts" => (long)activity.Attempt,
        "BackoffInterval" => (long)(activity.CurrentRetryInterval ?? TimeSpan.Zero).TotalSeconds,
        "LastFailure" => activity.LastFailure?.Message ?? "",
        "TaskQueue" => activity.Options.TaskQueue.Name,
        "StartedTime" => activity.StartedTime,
        _ => throw QueryException.Invalid($"unknown or unsupported activity search field: {field}"),
    };

    private static object As(object value, object wanted) => (value, wanted) switch
    {
        (DateTimeOffset, string text) when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) => time,
        (string, not string) => QueryText.Of(wanted),
        _ => wanted,
    };
}
