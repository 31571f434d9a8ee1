namespace BackgroundAgent.Diagnosis;

/// <summary>A step or section of a job, by 1-based lines of its log, both inclusive.</summary>
public sealed record LogStep(string Name, long StartLine, long EndLine, bool Failed);
