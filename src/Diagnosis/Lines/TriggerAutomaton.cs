using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace BackgroundAgent.Diagnosis.Lines;

/// <summary>
/// Finds in one pass over a line which readers may be interested in it: an Aho-Corasick automaton over folded bytes. ASCII case is
/// folded, every digit is the same letter, a tab is a blank. A phrase that begins with <c>^</c> counts only at the first byte that is
/// not blank. A hit is a hint, so the folding costs a reader a look, never a wrong answer.
/// </summary>
internal sealed class TriggerAutomaton
{
    private const char LineStart = '^';

    // Class 0 is every byte that no phrase holds; class 1 is entered by hand before the first byte of a line.
    private const byte StartClass = 1;

    private readonly byte[] _classOf = new byte[256];
    private readonly int _classes;

    // An edge is the first index of the state's row it leads to, and in its lowest bit whether phrases end there.
    private readonly uint[] _edges;
    private readonly TriggerSet[] _hits;
    private readonly int _start;

    /// <param name="phrases">Phrase and the number of the reader that asked for it.</param>
    public TriggerAutomaton(IReadOnlyList<(string Phrase, int Reader)> phrases)
    {
        _classes = AssignClasses(phrases);
        var trie = new Trie(_classes, phrases.Sum(p => p.Phrase.Length) + 2);
        foreach (var (phrase, reader) in phrases)
        {
            trie.Add(Fold(phrase), reader);
        }

        trie.Link();
        _hits = trie.Hits;
        _edges = new uint[trie.Count * _classes];
        for (var i = 0; i < _edges.Length; i++)
        {
            var to = trie.Next[i];
            _edges[i] = ((uint)(to * _classes) << 1) | (trie.Accepts[to] ? 1u : 0u);
        }

        _start = (int)(_edges[StartClass] >> 1);
    }

    public TriggerSet Scan(ReadOnlySpan<byte> text)
    {
        var found = default(TriggerSet);
        var row = _start;
        ref var edges = ref MemoryMarshal.GetArrayDataReference(_edges);
        ref var classOf = ref MemoryMarshal.GetArrayDataReference(_classOf);
        foreach (var b in text)
        {
            var edge = Unsafe.Add(ref edges, row + Unsafe.Add(ref classOf, b));
            row = (int)(edge >> 1);
            if ((edge & 1) != 0)
            {
                found.Add(_hits[row / _classes]);
            }
        }

        return found;
    }

    private static byte FoldByte(byte b) => b switch
    {
        >= (byte)'A' and <= (byte)'Z' => (byte)(b | 0x20),
        >= (byte)'0' and <= (byte)'9' => (byte)'0',
        (byte)'\t' => (byte)' ',
        _ => b,
    };

    private int AssignClasses(IReadOnlyList<(string Phrase, int Reader)> phrases)
    {
        var classes = StartClass + 1;
        var known = new byte[256];
        foreach (var (phrase, _) in phrases)
        {
            foreach (var b in Bytes(phrase, out _))
            {
                known[b] = known[b] == 0 ? (byte)classes++ : known[b];
            }
        }

        for (var b = 0; b < 256; b++)
        {
            _classOf[b] = known[FoldByte((byte)b)];
        }

        return classes;
    }

    private byte[] Fold(string phrase)
    {
        var classes = Bytes(phrase, out var anchored).Select(b => _classOf[b]);
        return [.. anchored ? classes.Prepend(StartClass) : classes];
    }

    private static byte[] Bytes(string phrase, out bool anchored)
    {
        anchored = phrase[0] == LineStart;
        return [.. System.Text.Encoding.UTF8.GetBytes(anchored ? phrase[1..] : phrase).Select(FoldByte)];
    }

    private sealed class Trie(int classes, int capacity)
    {
        private int _count = 1;

        public int Count => _count;

        public ushort[] Next { get; } = new ushort[classes * capacity];

        public TriggerSet[] Hits { get; } = new TriggerSet[capacity];

        public bool[] Accepts { get; } = new bool[capacity];

        public void Add(byte[] folded, int reader)
        {
            var state = 0;
            foreach (var c in folded)
            {
                ref var to = ref Next[(state * classes) + c];
                to = to == 0 ? checked((ushort)_count++) : to;
                state = to;
            }

            Hits[state].Add(reader);
            Accepts[state] = true;
        }

        /// <summary>Turns the trie into an automaton: every missing edge leads where the longest known ending leads.</summary>
        public void Link()
        {
            var fail = new ushort[_count];
            var queue = new Queue<ushort>();
            for (var c = 0; c < classes; c++)
            {
                if (Next[c] is var first and not 0)
                {
                    queue.Enqueue(first);
                }
            }

            while (queue.TryDequeue(out var state))
            {
                Hits[state].Add(Hits[fail[state]]);
                Accepts[state] |= Accepts[fail[state]];
                for (var c = 0; c < classes; c++)
                {
                    ref var to = ref Next[(state * classes) + c];
                    var fallback = Next[(fail[state] * classes) + c];
                    if (to == 0)
                    {
                        to = fallback;
                    }
                    else
                    {
                        fail[to] = fallback;
                        queue.Enqueue(to);
                    }
                }
            }
        }
    }
}
