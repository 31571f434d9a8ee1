using System.Diagnostics;

namespace BackgroundAgent.Sandbox.Launching;

/// <summary>
/// Turns a program into a start that makes it the leader of a session and process group of its own and that ends it when we die.
/// <para>
/// A shell becomes the program by <c>exec</c>, so the process we start and wait for is the program itself: its exit code and signal need no
/// translation, its signal dispositions are the default ones (a shell's background job would ignore INT), and its process id names the group.
/// Before that the shell leaves a watchdog in a session of its own, which reads our end of a pipe: <c>done</c> sends it home, and the end of the
/// pipe, which comes when we die by whatever signal, makes it end the group, every process that carries the run's mark, and the run's folder.
/// PR_SET_PDEATHSIG is no use here: it is bound to the thread that started the child, and thread-pool threads come and go.
/// </para>
/// </summary>
internal sealed class Launcher
{
    /// <summary>Carried by every process of a run, also by those that left the group; see <see cref="ProcessGroup.EndMarked"/>.</summary>
    public const string MarkVariable = "BGAGENT_RUN";

    /// <summary>What the watchdog reads when all went well.</summary>
    public const string Dismissal = "done";

    private const string Watchdog =
        """
        cd /; read -r word; [ "$word" = done ] && exit 0
        kill -KILL -- "-$1" 2>/dev/null || kill -KILL "$1"
        for e in $(grep -ls "BGAGENT_RUN=$2" /proc/[0-9]*/environ); do p=${e#/proc/}; kill -KILL "${p%/environ}"; done
        case $3 in */bg-"$2") rm -rf -- "$3";; esac
        """;

    private const string Script =
        """
        watchdog=$1 input=$2 id=$3 folder=$4 stay=$5 newsession=$6; shift 6
        exec 3<&0
        ( case $newsession in
            perl) perl -MPOSIX -e 'setsid(); exec {$ARGV[0]} @ARGV' /bin/sh -c "$watchdog" sh "$$" "$id" "$folder" <&3 3<&- >/dev/null 2>&1 & ;;
            *) setsid /bin/sh -c "$watchdog" sh "$$" "$id" "$folder" <&3 3<&- >/dev/null 2>&1 & ;;
          esac )
        exec 3<&- <"$input"
        BGAGENT_RUN=$id; export BGAGENT_RUN
        if [ "$stay" = yes ]; then "$@"; exit $?; fi
        exec "$@"
        """;

    private Launcher(string? program, string kind)
    {
        Program = program;
        Kind = kind;
    }

    /// <summary>The program that opens a session; null where neither is installed and the program is started bare.</summary>
    public string? Program { get; }

    private string Kind { get; }

    public bool HasWatchdog => Program is not null;

    /// <summary>Looks for <c>setsid</c> (util-linux, busybox), then for <c>perl</c> (macOS), beside <c>/bin/sh</c>.</summary>
    public static Launcher Detect(string? searchPath)
    {
        if (OperatingSystem.IsWindows() || !File.Exists("/bin/sh"))
        {
            return new Launcher(null, "");
        }

        return ProgramPath.Find("setsid", searchPath) is { } setsid
            ? new Launcher(setsid, "setsid")
            : new Launcher(ProgramPath.Find("perl", searchPath), "perl");
    }

    /// <param name="command">Absolute path of the program, then its arguments.</param>
    /// <param name="inputFile">What its standard input reads.</param>
    /// <param name="stay">
    /// Keep the shell as the parent. For bubblewrap, which may then tie itself to that parent: a shell has one thread, see above.
    /// </param>
    public void Apply(ProcessStartInfo start, IReadOnlyList<string> command, string inputFile, RunFolder folder, bool stay)
    {
        if (Program is null)
        {
            start.FileName = command[0];
            Add(start, command.Skip(1));
            start.Environment[MarkVariable] = folder.Id;
            return;
        }

        start.FileName = Program;
        if (Kind == "perl")
        {
            Add(start, ["-MPOSIX", "-e", "setsid(); exec {$ARGV[0]} @ARGV"]);
        }

        Add(start, ["/bin/sh", "-c", Script, "sh", Watchdog, inputFile, folder.Id, folder.Path, stay ? "yes" : "no", Kind]);
        Add(start, command);
    }

    private static void Add(ProcessStartInfo start, IEnumerable<string> arguments)
    {
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }
    }
}
