using BackgroundAgent.Diagnosis.Reports.JUnit;
using BackgroundAgent.Diagnosis.Reports.Trx;

namespace BackgroundAgent.Diagnosis.Reports;

/// <summary>The report formats, in the order in which they are asked. Add one a line.</summary>
internal static class ReportList
{
    public static IReadOnlyList<IXmlReport> Xml { get; } =
    [
        new JUnitReport(),
        new TrxReport(),
    ];

    public static IReadOnlyList<IJsonReport> Json { get; } = [];
}
