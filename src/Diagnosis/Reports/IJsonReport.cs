using System.Text.Json;
using BackgroundAgent.Diagnosis.Engine;

namespace BackgroundAgent.Diagnosis.Reports;

/// <summary>Reads one JSON report format.</summary>
internal interface IJsonReport
{
    string Kind { get; }

    /// <summary>Whether the document is this format's.</summary>
    bool Recognizes(JsonElement root);

    /// <summary>Reads the document. May throw <see cref="InvalidOperationException"/> where a member has another type than the format says: it is then malformed.</summary>
    void Read(JsonElement root, IFindingSink sink);
}
