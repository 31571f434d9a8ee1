using BackgroundAgent.Diagnosis.Flakiness;
using BackgroundAgent.Worker.Data;
using Microsoft.Extensions.Configuration;

namespace BackgroundAgent.Worker.Reading;

/// <summary>Where a data directory's workers keep what they know of flaky tests.</summary>
public static class FlakinessFile
{
    /// <param name="dataDirectory">Absolute.</param>
    /// <param name="configuration">Null: that of the data directory and the environment.</param>
    /// <exception cref="System.ComponentModel.DataAnnotations.ValidationException">The settings are wrong; all faults at once.</exception>
    public static string Of(string dataDirectory, IConfiguration? configuration = null)
        => Settings.Worker(configuration ?? Settings.Load(new DataLayout(dataDirectory))).FlakinessFile is { } file
            ? Path.GetFullPath(file)
            : Path.Combine(dataDirectory, FlakinessStatistics.FileName);
}
