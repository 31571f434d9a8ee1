namespace BackgroundAgent.Forges.GitHub.Downloads;

/// <summary>How much is taken of what CI left behind. An archive says nothing true about what it unpacks to, so bytes are counted as they come.</summary>
internal static class DownloadLimits
{
    /// <summary>Bytes of the zipped log of a run attempt.</summary>
    public const long LogArchive = 512L * 1024 * 1024;

    /// <summary>Bytes of one job's log in it.</summary>
    public const long LogOfJob = 1024L * 1024 * 1024;

    /// <summary>Artifacts of a run that are looked into for one check.</summary>
    public const int Artifacts = 10;

    /// <summary>Bytes of one artifact as it is downloaded.</summary>
    public const long Artifact = 64L * 1024 * 1024;

    /// <summary>Files of one artifact that are looked at.</summary>
    public const int Files = 200;

    /// <summary>Bytes of one file, unpacked.</summary>
    public const long File = 32L * 1024 * 1024;

    /// <summary>Bytes of all files of one check, unpacked.</summary>
    public const long FilesTogether = 256L * 1024 * 1024;
}
