namespace BackgroundAgent.DevServer.Ui;

/// <summary>The page itself. Everything shown is set as text, never as markup.</summary>
internal static class UiPage
{
    public const string Html = """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><title>Executions</title>
        <style>
          body { font: 14px system-ui, sans-serif; margin: 1.5rem; }
          table { border-collapse: collapse; width: 100%; }
          td, th { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid #ddd; vertical-align: top; }
          tr[data-id] { cursor: pointer; }
          pre { margin: 0; white-space: pre-wrap; }
          input { width: 40rem; }
        </style></head><body>
        <h1>Executions</h1>
        <p><label>Filter <input id="query" placeholder="ExecutionStatus = 'Running'"></label> <span id="error" role="alert"></span></p>
        <table id="list"><thead><tr><th>Status<th>Workflow id<th>Type<th>Started<th>Closed</tr></thead><tbody></tbody></table>
        <h2 id="title"></h2>
        <table id="history"><tbody></tbody></table>
        <script>
        const $ = id => document.getElementById(id);
        let open = null;
        function row(body, cells) {
          const tr = body.insertRow();
          for (const text of cells) tr.insertCell().textContent = text ?? "";
          return tr;
        }
        async function load(url) {
          const answer = await fetch(url), body = await answer.json();
          $("error").textContent = answer.ok ? "" : body.detail;
          return answer.ok ? body : null;
        }
        async function refresh() {
          const found = await load("/ui/workflows?query=" + encodeURIComponent($("query").value));
          if (found) {
            const body = $("list").tBodies[0];
            body.replaceChildren();
            for (const w of found.executions ?? []) {
              const status = (w.status ?? "").replace("WORKFLOW_EXECUTION_STATUS_", "");
              const tr = row(body, [status, w.execution.workflowId, w.type?.name, w.startTime, w.closeTime]);
              tr.dataset.id = w.execution.workflowId;
              tr.onclick = () => { open = w.execution; show(); };
            }
          }
          if (open) await show();
        }
        async function show() {
          const history = await load("/ui/history?id=" + encodeURIComponent(open.workflowId) + "&run=" + encodeURIComponent(open.runId));
          if (!history) return;
          $("title").textContent = open.workflowId;
          const body = $("history").tBodies[0];
          body.replaceChildren();
          for (const e of history.events ?? []) {
            const key = Object.keys(e).find(k => k.endsWith("EventAttributes"));
            const tr = row(body, [e.eventId, e.eventTime, (e.eventType ?? "").replace("EVENT_TYPE_", "")]);
            const pre = document.createElement("pre");
            pre.textContent = JSON.stringify(e[key] ?? {}, null, 1);
            tr.insertCell().append(pre);
          }
        }
        $("query").onchange = refresh;
        refresh();
        setInterval(refresh, 2000);
        </script></body></html>
        """;
}
