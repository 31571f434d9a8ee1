using BackgroundAgent.Diagnosis.Lines;

namespace BackgroundAgent.Diagnosis.Engine;

/// <summary>What reading a log needs for bytes, about 70 KB. A thread keeps one for its next log, since most logs are smaller than that.</summary>
internal sealed class ReaderMemory
{
    [ThreadStatic]
    private static ReaderMemory? _spare;

    /// <summary>The start of a line whose end is in the next chunk.</summary>
    public byte[] Carry { get; } = GC.AllocateUninitializedArray<byte>(LineSplitter.MaxLineBytes);

    /// <summary>A line without control sequences.</summary>
    public byte[] Clean { get; } = GC.AllocateUninitializedArray<byte>(LineSplitter.MaxLineBytes);

    /// <summary>A line as the phrases are looked for in.</summary>
    public byte[] Folded { get; } = GC.AllocateUninitializedArray<byte>(LineSplitter.MaxLineBytes + PhraseIndex.Padding);

    public LineHistory History { get; } = new();

    public static ReaderMemory Rent()
    {
        var memory = _spare ?? new ReaderMemory();
        _spare = null;
        memory.History.Reset();
        return memory;
    }

    public static void Return(ReaderMemory memory) => _spare = memory;
}
