export interface LandingPageOptions {
  /** Prefix of each link's path. */
  root: string;
  /** The server's address as far as the server knows it; the page's script corrects it. */
  baseUrl: string;
  publicKey: string | null;
  keysFile: string | null;
}

const escaped: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => escaped[char] ?? char);
}

function quoteForShell(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

const STYLE = `:root{color-scheme:light dark;--ink:#1c1b22;--soft:#5d5b69;--paper:#fbfaf7;--card:#fff;--line:#e4e1d8;--accent:#4f46c8}
@media (prefers-color-scheme:dark){:root{--ink:#eceaf3;--soft:#a5a2b3;--paper:#16151b;--card:#1f1e26;--line:#34323e;--accent:#a9a3ff}}
*{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,sans-serif}
main{max-width:44rem;margin:0 auto;padding:3.5rem 1.25rem}h1{font-size:2.2rem;line-height:1.1;margin:0 0 .4rem;letter-spacing:-.02em}
h2{font-size:1rem;margin:2.2rem 0 .6rem}p{margin:.4rem 0;color:var(--soft)}a{color:var(--accent)}
code,pre{font:13px/1.6 ui-monospace,monospace}pre{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:1rem;overflow-x:auto;margin:.5rem 0;user-select:all}
ul{list-style:none;padding:0;margin:0;border:1px solid var(--line);border-radius:10px;background:var(--card)}
li{display:flex;flex-wrap:wrap;gap:.25rem 1rem;padding:.7rem 1rem}li+li{border-top:1px solid var(--line)}li span{color:var(--soft);flex:1 1 14rem}li a{min-width:8rem}`;

/** The start page. It shows the path of the key file, never the secret key. */
export function landingPage({ root, baseUrl, publicKey, keysFile }: LandingPageOptions): string {
  const key = keysFile
    ? `$(node -p 'JSON.parse(fs.readFileSync(0, "utf8")).secretKey' < ${quoteForShell(keysFile)})`
    : "sk_…";
  const query =
    'mutation { notify(input: { workflowKey: \\"mention\\", recipients: [{ to: { userId: \\"grace\\" } }], actor: { userId: \\"ada\\" }, data: { documentId: \\"plans\\", document: \\"Plans\\" } }) { trigger { id } } }';
  const curl = `curl ${baseUrl}/graphql \\
  -H "authorization: Bearer ${key}" \\
  -H "content-type: application/json" \\
  -d '{"query":"${query}"}'`;
  const keys = publicKey
    ? `<h2>Keys of this development environment</h2><p>Public key</p><pre>${escapeHtml(publicKey)}</pre>
<p>The secret key lies in <code>${escapeHtml(keysFile ?? "")}</code>, readable by its owner only.</p>`
    : "";
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Carillon</title><link rel="icon" href="data:,"><link rel="stylesheet" href="${root}landing.css"><script type="module" src="${root}landing.js"></script></head><body><main>
<h1>Carillon is running</h1><p>Notification infrastructure that you run yourself. One keyboard, many bells.</p>
<h2>Look around</h2><ul>
<li><a href="${root}graphql">/graphql</a><span>the API, by HTTP and WebSocket; in a browser, GraphiQL${publicKey ? " with examples" : ""}</span></li>
${
  publicKey
    ? `<li><a href="${root}dashboard">/dashboard</a><span>what was triggered, what became of it and why</span></li>
<li><a href="${root}demo">/demo</a><span>two people side by side with their feeds and emails, and a form that calls notify</span></li>
<li><a href="${root}mailbox">/mailbox</a><span>the mails and text messages that were sent here; none of them left this machine</span></li>`
    : ""
}
<li><a href="${root}health/ready">/health/ready</a><span>whether this process takes requests</span></li>
<li><a href="${root}metrics">/metrics</a><span>numbers for graphs</span></li></ul>
<h2>Notify somebody</h2><p>Grace hears that Ada mentioned her:</p><pre>${escapeHtml(curl)}</pre>
${keys}</main></body></html>`;
}

export const LANDING_CSS = STYLE;

/** Behind a proxy only the browser knows the server's public address. */
export const LANDING_JS = `const { href } = document.querySelector('a[href$="graphql"]');
const address = href.replace(/[^\\w:/.~%[\\]-]/g, encodeURIComponent);
for (const example of document.querySelectorAll("pre")) {
  example.textContent = example.textContent.replace(/^curl \\S+/, () => "curl " + address);
}
`;
