namespace BackgroundAgent.Diagnosis.Flakiness;

/// <summary>
/// The tables of <see cref="FlakinessStatistics"/>: names once, a result is two numbers and a bit, about ten bytes. A check with ten thousand tests that ran a thousand times takes
/// about 100 MB.
/// </summary>
internal static class FlakinessQueries
{
    public const string Schema =
        """
        PRAGMA journal_mode = WAL;
        PRAGMA busy_timeout = 5000;
        PRAGMA foreign_keys = ON;
        CREATE TABLE IF NOT EXISTS tests (id INTEGER PRIMARY KEY, repository TEXT NOT NULL, name TEXT NOT NULL, UNIQUE (repository, name));
        CREATE TABLE IF NOT EXISTS runs (
            id INTEGER PRIMARY KEY, repository TEXT NOT NULL, check_name TEXT NOT NULL, commit_id TEXT NOT NULL, run TEXT NOT NULL, at INTEGER NOT NULL,
            UNIQUE (repository, check_name, commit_id, run));
        CREATE TABLE IF NOT EXISTS results (
            test INTEGER NOT NULL REFERENCES tests, run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE, failed INTEGER NOT NULL,
            PRIMARY KEY (test, run)) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS failures ON results (test, run) WHERE failed = 1;
        CREATE INDEX IF NOT EXISTS results_of_run ON results (run);
        """;

    public const string AddRun =
        "INSERT OR IGNORE INTO runs (repository, check_name, commit_id, run, at) VALUES ($repository, $check, $commit, $run, $at)";

    public const string FindRun =
        "SELECT id FROM runs WHERE repository = $repository AND check_name = $check AND commit_id = $commit AND run = $run";

    public const string AddTest = "INSERT OR IGNORE INTO tests (repository, name) VALUES ($repository, $name)";

    public const string AddResult =
        "INSERT OR IGNORE INTO results (test, run, failed) SELECT id, $run, $failed FROM tests WHERE repository = $repository AND name = $name";

    public const string Count =
        """
        SELECT (SELECT COUNT(*) FROM runs WHERE $repository IS NULL OR repository = $repository),
            (SELECT COUNT(*) FROM tests WHERE $repository IS NULL OR repository = $repository)
        """;

    public const string OneTest = $"{Select} WHERE t.repository = $repository AND t.name = $name AND t.runs > 0";

    public const string Flaky =
        $"""
        SELECT * FROM ({Select} WHERE t.id IN (SELECT test FROM results WHERE failed = 1) AND ($repository IS NULL OR t.repository = $repository)) WHERE flakes > 0
        """;

    public const string ForgetRuns = "DELETE FROM runs WHERE at < $at";

    public const string ForgetTests = "DELETE FROM tests WHERE NOT EXISTS (SELECT 1 FROM results WHERE test = tests.id)";

    /// <summary>A failure with a pass of the same test, check and commit beside it.</summary>
    private const string FlakesOfTest =
        """
        FROM results f JOIN runs r ON r.id = f.run WHERE f.test = t.id AND f.failed = 1 AND EXISTS (
            SELECT 1 FROM runs q JOIN results p ON p.run = q.id AND p.test = t.id
            WHERE q.repository = r.repository AND q.check_name = r.check_name AND q.commit_id = r.commit_id AND p.failed = 0)
        """;

    private const string Select =
        $"""
        SELECT * FROM (
            SELECT t.repository, t.name, (SELECT COUNT(*) FROM results WHERE test = t.id) AS runs, (SELECT COUNT(*) {FlakesOfTest}) AS flakes,
                (SELECT MAX(r.at) {FlakesOfTest}) AS last, t.id
            FROM tests t) t
        """;
}
