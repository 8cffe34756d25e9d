import { CarillonError, type CarillonErrorCode } from "@carillon/client";
import { addressOf, pageToken } from "../page-address.js";

/** Calls one of the server's routes for signing in and out, and answers its JSON. */
export async function postAccount(path: string, body?: object): Promise<unknown> {
  const response = await post(path, body);
  const answer: unknown = response.status === 204 ? null : await response.json().catch(() => null);
  if (response.ok) return answer;
  throw refusalOf(answer);
}

async function post(path: string, body: object = {}): Promise<Response> {
  const headers = { "content-type": "application/json", "x-carillon-page-token": pageToken };
  try {
    return await fetch(addressOf(`dashboard/auth/${path}`), { method: "POST", headers, body: JSON.stringify(body) });
  } catch (cause) {
    throw new CarillonError("NETWORK_ERROR", "The server does not answer.", { cause });
  }
}

/** Refusals look like those of the API, or are a sentence alone. */
function refusalOf(answer: unknown): CarillonError {
  const first: unknown = at(at(answer, "errors"), "0") ?? answer;
  const extensions = at(first, "extensions");
  const code = at(extensions, "code");
  const issues = at(extensions, "issues");
  const retryAfterMs = at(extensions, "retryAfterMs");
  const message = at(first, "message");
  return new CarillonError(
    typeof code === "string" ? (code as CarillonErrorCode) : "UNAUTHENTICATED",
    typeof message === "string" ? message : "The server gave no session.",
    {
      retryAfterMs: typeof retryAfterMs === "number" ? retryAfterMs : null,
      issues: Array.isArray(issues) ? issues : [],
    },
  );
}

function at(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

/** Whether the server answers that the browser has no session. */
export function isNoSession(answer: unknown): boolean {
  return at(answer, "environmentKey") === null;
}

/** The key of the environment to go to after a sign-in. */
export function environmentKeyIn(answer: unknown): string {
  const key = at(answer, "environmentKey");
  if (typeof key === "string") return key;
  throw new CarillonError("FORBIDDEN", "You are a member, but may see no environment. Ask an owner for a role.");
}
