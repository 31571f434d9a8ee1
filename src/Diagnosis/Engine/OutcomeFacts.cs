using BackgroundAgent.Contracts.Findings;

namespace BackgroundAgent.Diagnosis.Engine;

/// <summary>What a log says about how things ended, by who said it.</summary>
internal sealed class OutcomeFacts
{
    private LogOutcome? _job;
    private LogOutcome? _tool;
    private bool _stepFailed;
    private bool _stepPassed;

    /// <summary>Line of the last word about the failure of a step or the job; 0 where there is none.</summary>
    public long FailedAt { get; private set; }

    public bool ToolFailed => _tool == LogOutcome.Failed;

    public bool JobSpoke => _job is not null || _stepFailed;

    public void Note(LogOutcome outcome, EndOf scope, long logLine)
    {
        switch (scope)
        {
            case EndOf.Job:
                _job = outcome;
                break;
            case EndOf.Step:
                _stepFailed |= outcome == LogOutcome.Failed;
                _stepPassed |= outcome == LogOutcome.Passed;
                break;
            default:
                _tool = outcome == LogOutcome.Failed ? LogOutcome.Failed : _tool ?? outcome;
                break;
        }

        if (outcome == LogOutcome.Failed && scope != EndOf.Tool)
        {
            FailedAt = logLine;
        }
    }

    /// <param name="failures">Whether a parser stated an error.</param>
    public LogOutcome Decide(bool failures)
    {
        if (_job is { } job)
        {
            return job;
        }

        if (_stepFailed)
        {
            return LogOutcome.Failed;
        }

        if (_stepPassed)
        {
            return LogOutcome.Passed;
        }

        return failures || _tool == LogOutcome.Failed ? LogOutcome.Failed : _tool ?? LogOutcome.Unknown;
    }
}
