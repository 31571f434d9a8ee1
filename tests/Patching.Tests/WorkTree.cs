using BackgroundAgent.Contracts.Activities;
using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Contracts.Tasks;
using BackgroundAgent.Sandbox;
using Microsoft.Extensions.DependencyInjection;

namespace BackgroundAgent.Patching.Tests;

/// <summary>A folder with files, a scratch folder beside it, and the product's patchers on real processes.</summary>
internal sealed class WorkTree : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("patching-test-").FullName;
    private readonly ServiceProvider _services = new ServiceCollection().AddLogging().AddSandbox().AddPatching().BuildServiceProvider();
    private int _scratch;

    public WorkTree() => Directory.CreateDirectory(Path);

    public string Path => System.IO.Path.Combine(_root, "tree");

    public T Get<T>()
        where T : notnull
        => _services.GetRequiredService<T>();

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Write(string name, string text)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(File(name))!);
        System.IO.File.WriteAllText(File(name), text);
    }

    public string Read(string name) => System.IO.File.ReadAllText(File(name));

    /// <summary>Takes over a folder of the repository's samples.</summary>
    public void CopySample(string name)
    {
        var source = System.IO.Path.Combine(Samples.Folder, name);
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var target = File(System.IO.Path.GetRelativePath(source, file));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(target)!);
            System.IO.File.Copy(file, target);
        }
    }

    public PatcherContext Context(PatcherSpec spec, params IReadOnlyList<Finding> findings) => new()
    {
        Request = Request(spec) with { Findings = findings },
        Spec = spec,
        WorkTree = Path,
        ScratchFolder = Directory.CreateDirectory(System.IO.Path.Combine(_root, $"scratch-{++_scratch}")).FullName,
    };

    public Task<PatcherOutcome> PatchAsync(PatcherSpec spec, params IReadOnlyList<Finding> findings)
        => PatchAsync(Context(spec, findings));

    public Task<PatcherOutcome> PatchAsync(PatcherContext context)
        => Get<IEnumerable<IPatcher>>().Single(patcher => patcher.Type == context.Spec.Type).PatchAsync(context, TestContext.Current.CancellationToken);

    public static PatchRequest Request(params IReadOnlyList<PatcherSpec> patchers) => new()
    {
        Spec = new TaskSpec
        {
            TaskId = "t-1",
            Title = "Make it work",
            Kind = TaskKind.Prompt,
            Repository = new RepositoryRef("local", "/repo"),
            Prompt = "Do the thing.",
            Patchers = patchers,
        },
        Policy = new TaskPolicy(),
        Attempt = 2,
        HeadCommit = "1111111111111111111111111111111111111111",
        BaseCommit = "1111111111111111111111111111111111111111",
    };

    /// <summary>Every file's content by its path, to see that nothing else changed.</summary>
    public Dictionary<string, string> Snapshot()
        => Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories).ToDictionary(file => file, file => Convert.ToHexString(System.IO.File.ReadAllBytes(file)));

    public void Dispose()
    {
        _services.Dispose();
        Directory.Delete(_root, recursive: true);
    }
}
