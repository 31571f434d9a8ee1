namespace BackgroundAgent.DevServer.Host;

/// <summary>What --help prints.</summary>
internal static class HelpText
{
    public const string Text = """
        A Temporal-compatible server for one machine.

        Usage:
          bgagent-dev-server server start-dev [flags]     a server, in memory unless --db-filename is given
          bgagent-dev-server PORT [flags]                 a test server that skips time
          bgagent-dev-server --version                    its version, and that of the genuine server it follows

        Flags:
          -p, --port PORT                    port of the gRPC API (default 7233; 0 chooses a free one)
              --ip ADDRESS                   address to listen on (default 127.0.0.1)
          -n, --namespace NAME               a namespace to have from the start; may be repeated
          -f, --db-filename FILE             keep everything in this SQLite file
              --headless                     no web page
              --ui-port PORT                 port of the web page (default: --port plus 1000)
              --http-port PORT               port of the HTTP/JSON API alone (default: served on the page's port only)
              --search-attribute NAME=TYPE   a custom search attribute (Keyword, KeywordList, Text, Int, Double, Bool, Datetime)
              --dynamic-config-value K=V     a setting; unknown keys are accepted
              --log-level LEVEL              debug, info, warn (default), error, never
              --log-format FORMAT            pretty (default) or json
              --enable-time-skipping         test server only: time is not locked at the start

        Examples:
          bgagent-dev-server server start-dev --db-filename temporal.db
          bgagent-dev-server server start-dev --port 0 --headless --search-attribute CustomerId=Keyword
        """;
}
