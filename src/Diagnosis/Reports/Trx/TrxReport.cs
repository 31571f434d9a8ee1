using System.Xml;
using BackgroundAgent.Contracts.Findings;
using BackgroundAgent.Diagnosis.Engine;

namespace BackgroundAgent.Diagnosis.Reports.Trx;

/// <summary>
/// Visual Studio test results (<c>TestRun</c>). Results name a test, definitions behind them its class; both are joined by the test's id.
/// Source: the TRX logger of the VSTest platform and of Microsoft.Testing.Platform.
/// </summary>
internal sealed class TrxReport : IXmlReport
{
    public string Kind => "trx";

    public bool Recognizes(XmlRoot root) => root.Name == "TestRun";

    public void Read(XmlReader reader, IFindingSink sink)
    {
        var results = new List<TrxResult>();
        var classes = new Dictionary<string, string>(StringComparer.Ordinal);
        var tally = new TestTally(Kind, sink);
        string? id = null;

        // The classes, which are part of the names, stand behind the results.
        List<TrxResult>? passed = sink.WantsPassed ? [] : null;
        while (!reader.EOF)
        {
            if (reader.NodeType == XmlNodeType.Element)
            {
                if (reader.LocalName.EndsWith("TestResult", StringComparison.Ordinal))
                {
                    Count(TrxResult.Read(reader), tally, results, passed);
                    continue;
                }

                id = reader.LocalName == "UnitTest" ? reader.GetAttribute("id") : id;
                if (reader.LocalName == "TestMethod" && id is not null && reader.GetAttribute("className") is { } name)
                {
                    classes[id] = name.Split(',')[0];
                }

                if (reader.LocalName == "RunInfo" && reader.GetAttribute("outcome") is "Error" or "Failed")
                {
                    AddRunError(reader, sink);
                    continue;
                }
            }

            reader.Read();
        }

        foreach (var result in passed ?? [])
        {
            sink.AddPassed(FullName(result, classes));
        }

        foreach (var result in results)
        {
            tally.Fail(new(FullName(result, classes), result.Message, result.StackTrace, null, null, result.ReportLine));
        }

        tally.Complete();
    }

    private static string FullName(TrxResult result, Dictionary<string, string> classes)
    {
        var owner = classes.GetValueOrDefault(result.TestId);
        return owner is null || result.Name.StartsWith(owner, StringComparison.Ordinal) ? result.Name : $"{owner}.{result.Name}";
    }

    private static void Count(TrxResult result, TestTally tally, List<TrxResult> failed, List<TrxResult>? passed)
    {
        switch (result.Outcome)
        {
            case "Failed" or "Error" or "Timeout":
                failed.Add(result);
                break;
            case "NotExecuted" or "Aborted" or "Inconclusive" or "NotRunnable" or "Pending" or "Disconnected":
                tally.Skip();
                break;
            default:
                tally.Pass(null);
                passed?.Add(result);
                break;
        }
    }

    private void AddRunError(XmlReader reader, IFindingSink sink)
    {
        var line = reader is IXmlLineInfo info ? info.LineNumber : 0;
        var text = TrxResult.InnerText(reader).Trim();

        // The run repeats each failed test as a bracketed line; those are results already.
        if (text.Length > 0 && !text.Contains("[FAIL]", StringComparison.Ordinal))
        {
            sink.Add(new Draft { Tool = Kind, Category = FindingCategory.Test, Message = text, LogLine = line });
        }
    }
}
