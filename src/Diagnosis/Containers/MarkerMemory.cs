namespace BackgroundAgent.Diagnosis.Containers;

/// <summary>What the readers of single services' markers remember from one line to the next.</summary>
internal sealed class MarkerMemory
{
    /// <summary>True behind Travis' time stamp of a command that lies in no fold.</summary>
    public bool NextCommandIsStep { get; set; }

    /// <summary>The blocks of a Jenkins pipeline that are open; 1 for one that is a step. Numbers, since a list of them is compiled ahead.</summary>
    public List<int> Blocks { get; } = [];

    /// <summary>Actions inside of an action of GitHub that have begun and not ended.</summary>
    public int InnerActions { get; set; }

    /// <summary>Where the head of an action of GitHub ended; 0 where what runs is a script.</summary>
    public long ActionHeadEnd { get; set; }

    /// <summary>The line of a head that looks like that of a step of GitHub; the line behind it tells. 0 where none is open.</summary>
    public long HeadAt { get; set; }

    /// <summary>What <see cref="HeadAt"/> begins lies in the action that is open, and is no step of its own.</summary>
    public bool HeadIsInside { get; set; }

    /// <summary>The line that is read has colours.</summary>
    public bool IsColoured { get; set; }

    /// <summary>GitHub's runner has shown a command in colour, as it does unless somebody took the colours out of the log.</summary>
    public bool HasColouredHeads { get; set; }

    /// <summary>Lines of TeamCity's own have shown themselves.</summary>
    public bool IsTeamCity { get; set; }

    /// <summary>Job and step of the line before, of a log that names them on each line.</summary>
    public byte[] Columns { get; set; } = [];

    /// <summary>The lines name their steps, so that markers need not be read for it.</summary>
    public bool StepsAreNamed { get; set; }
}
