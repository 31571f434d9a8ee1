namespace BackgroundAgent.Starter.Output.Progress;

/// <summary>Shows progress in one of the output modes.</summary>
internal interface IProgressView
{
    /// <summary>Runs the work that calls <see cref="Show"/>, with whatever is redrawn around it.</summary>
    Task RunAsync(Func<Task> work);

    void Show(ProgressEvent news);

    /// <summary>A line about the process itself, such as where it keeps its data.</summary>
    void Note(string line);
}
