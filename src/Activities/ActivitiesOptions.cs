using System.ComponentModel.DataAnnotations;
using BackgroundAgent.Activities.Notifiers;

namespace BackgroundAgent.Activities;

/// <summary>Settings of the activities on this host.</summary>
public sealed class ActivitiesOptions
{
    /// <summary>Absolute path; scratch files of patchers and the record of sent notifications lie below it. Made when missing.</summary>
    [Required]
    public string DataDirectory { get; set; } = "";

    /// <summary>Task queue of this host, which gets everything that needs a work tree; see <see cref="Contracts.Tasks.Naming.HostTaskQueue"/>.</summary>
    [Required]
    public string HostTaskQueue { get; set; } = "";

    /// <summary>Base address of Temporal's Web UI, for links. Null: no links.</summary>
    public string? TemporalUiUrl { get; set; }

    /// <summary>Absolute path of the service's own known issues, for all repositories. Default: none. Read anew for every failure; mistakes are refused at the start.</summary>
    public string? KnownIssuesFile { get; set; }

    /// <summary>Absolute path of the statistics of flaky tests, a SQLite file on a local disk. Default: <c>flakiness.db</c> in the data directory.</summary>
    public string? FlakinessFile { get; set; }

    /// <summary>Where the statistics of flaky tests lie.</summary>
    internal string FlakinessPath => FlakinessFile ?? Path.Combine(DataDirectory, Diagnosis.Flakiness.FlakinessStatistics.FileName);

    /// <summary>Shell command of the agent that works on tasks which people ask for in issues. Null: none, and nobody can ask there.</summary>
    public string? IssueAgent { get; set; }

    /// <summary>Who is told. Default: nobody but a file, <c>notifications.jsonl</c> in the data directory.</summary>
    public IList<NotifierSettings> Notifiers { get; } = [];
}
