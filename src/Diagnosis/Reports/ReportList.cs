namespace BackgroundAgent.Diagnosis.Reports;

/// <summary>The report formats, in the order in which they are asked. Add one a line.</summary>
internal static class ReportList
{
    public static IReadOnlyList<IXmlReport> Xml { get; } =
    [
        new Checkstyle.CheckstyleReport(),
        new Cobertura.CoberturaReport(),
        new JUnit.JUnitReport(),
        new NUnit.NUnitReport(),
        new Trx.TrxReport(),
        new XUnit.XUnitReport(),
    ];

    public static IReadOnlyList<IJsonReport> Json { get; } =
    [
        new EslintJson.EslintJsonReport(),
        new JestJson.JestJsonReport(),
        new MochaJson.MochaJsonReport(),
        new PlaywrightJson.PlaywrightJsonReport(),
        new Sarif.SarifReport(),
    ];
}
