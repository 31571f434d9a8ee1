using System.ComponentModel.DataAnnotations;
using BackgroundAgent.Worker.Data;
using Microsoft.Extensions.Configuration;

namespace BackgroundAgent.Worker.Maintenance;

/// <summary>What is done on a schedule of ours where GitHub is set up. Section <c>Maintenance</c>.</summary>
public sealed class MaintenanceSettings
{
    public const string Section = "Maintenance";

    /// <summary>How often failed webhook deliveries are asked for again. Default 15 minutes; 1 minute to 1 day, 0: never.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan RedeliverEvery { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How often one event is asked for again. Default 3; 1 to 20.</summary>
    [Range(1, 20)]
    public int RedeliveriesPerEvent { get; set; } = 3;

    /// <summary>How often one sweep asks. Default 100; 1 to 1,000.</summary>
    [Range(1, 1_000)]
    public int RedeliveriesPerSweep { get; set; } = 100;

    /// <summary>How often branches and pull requests without a task are removed. Default 1 day; 1 hour to 30 days, 0: never.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan JanitorEvery { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How long nothing must have happened to them. Default 14 days; 1 hour to 1 year.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "366.00:00:00")]
    public TimeSpan JanitorGrace { get; set; } = TimeSpan.FromDays(14);

    /// <summary>Says what would be removed and removes nothing. Default: it is removed.</summary>
    public bool JanitorDryRun { get; set; }

    /// <summary>Whether the repositories of the App's installations are tidied. Default: yes.</summary>
    public bool JanitorInstalled { get; set; } = true;

    /// <summary>Clone URLs of repositories to tidy beside those; a token knows no others. Default: none.</summary>
    public IList<string> JanitorRepositories { get; } = [];

    /// <summary>Those of a data directory and the environment.</summary>
    /// <exception cref="ValidationException">All faults of the section at once.</exception>
    public static MaintenanceSettings Of(string dataDirectory) => Read(Settings.Load(new DataLayout(dataDirectory)));

    /// <exception cref="ValidationException">All faults of the section at once.</exception>
    public static MaintenanceSettings Read(IConfiguration configuration)
    {
        var settings = new MaintenanceSettings();
        configuration.GetSection(Section).Bind(settings);
        var faults = new List<ValidationResult>();
        Validator.TryValidateObject(settings, new ValidationContext(settings), faults, validateAllProperties: true);
        foreach (var (name, value, least) in new[]
        {
            (nameof(RedeliverEvery), settings.RedeliverEvery, TimeSpan.FromMinutes(1)), (nameof(JanitorEvery), settings.JanitorEvery, TimeSpan.FromHours(1)),
        })
        {
            if (value > TimeSpan.Zero && value < least)
            {
                faults.Add(new ValidationResult($"{name} must be 0 or at least {least}."));
            }
        }

        return faults.Count == 0 ? settings : throw new ValidationException($"Section {Section}: {string.Join(" ", faults.Select(fault => fault.ErrorMessage))}");
    }
}
