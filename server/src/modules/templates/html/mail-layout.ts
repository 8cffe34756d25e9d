import { escapeHtml } from "./escape-html.js";

const IS_WHOLE = /<html[\s>]/i;

const BODY = "margin:0;padding:24px 16px;background:#ffffff;color:#1f2328";
const COLUMN =
  "max-width:600px;margin:0 auto;font:16px/1.55 -apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";

/** The body of a mail as a whole page, in one column. HTML that is a page already stays as it is. */
export function mailPage(subject: string, html: string): string {
  if (IS_WHOLE.test(html)) return html;
  return `<!doctype html>
<html>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escapeHtml(subject)}</title>
</head>
<body style="${BODY}">
<div style="${COLUMN}">
${html}
</div>
</body>
</html>
`;
}
