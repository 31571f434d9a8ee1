using System.Net;

namespace BackgroundAgent.Worker.Setup;

/// <summary>The pages of the set-up. They load nothing and run nothing.</summary>
internal static class SetupForm
{
    public static string Done => Page("The App is there", "<p>Go back to the terminal: it says what is next. This page can be closed.</p>");

    public static string Wrong => Page("Not this one", "<p>This answer does not belong to the form that is waiting. Start again from the address that the terminal shows.</p>");

    /// <param name="action">Where the form goes.</param>
    /// <param name="manifest">JSON.</param>
    /// <param name="name">Of the App.</param>
    public static string Form(Uri action, string manifest, string name) => Page(
        "Make the GitHub App",
        $"""
        <p>The button sends this manifest to {Text(action.Host)}, which shows what the App may do and asks before it makes it.</p>
        <form method="post" action="{Text(action.AbsoluteUri)}">
        <input type="hidden" name="manifest" value="{Text(manifest)}">
        <button type="submit">Make “{Text(name)}”</button>
        </form>
        <pre>{Text(manifest)}</pre>
        """);

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    private static string Page(string title, string body) =>
        $$"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <title>{{title}}</title>
        <style>body{font-family:sans-serif;max-width:42rem;margin:3rem auto;padding:0 1rem;line-height:1.5}button{font-size:1.1rem;padding:.5rem 1rem}pre{overflow:auto;background:#8882;padding:1rem}</style>
        </head>
        <body>
        <h1>{{title}}</h1>
        {{body}}
        </body>
        </html>

        """;
}
