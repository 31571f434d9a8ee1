namespace BackgroundAgent.DevServer.Ui;

/// <summary>The page itself: one file, no framework. Everything it shows is set as text, never as markup.</summary>
internal static class UiPage
{
    private static readonly Lazy<string> File = new(Read);

    public static string Html => File.Value;

    private static string Read()
    {
        using var stream = typeof(UiPage).Assembly.GetManifestResourceStream("page.html")
            ?? throw new InvalidOperationException("the page is not in the assembly");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
