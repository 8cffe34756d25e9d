import type { IncomingMessage } from "node:http";

type Headers = Record<string, string | string[] | undefined>;

/**
 * The headers as they were sent. Node drops the second `Authorization` or `Host`, and joins other repeated headers with a
 * comma; here they are lists, so that repeated credentials can be refused.
 */
export function headersAsSent(request: Pick<IncomingMessage, "headers" | "rawHeaders">): Headers {
  const sent: Headers = { ...request.headers };
  const seen = new Map<string, string[]>();
  const { rawHeaders = [] } = request;
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = String(rawHeaders[at]).toLowerCase();
    const values = seen.get(name) ?? [];
    values.push(String(rawHeaders[at + 1]));
    seen.set(name, values);
  }
  for (const [name, values] of seen) if (values.length > 1) sent[name] = values;
  return sent;
}

/** Whether a request names more hosts than one: a proxy may go by one of them, and we by the other. */
export function hasSeveralHosts({ rawHeaders = [] }: Pick<IncomingMessage, "rawHeaders">): boolean {
  let count = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) if (rawHeaders[at]?.toLowerCase() === "host") count += 1;
  return count > 1;
}
