import { CarillonError } from "@carillon/client";
import { addressOf, pageToken } from "../page-address.js";

let running: Promise<string> | null = null;

/** Asks the development server for a session. Answers the key of its environment; callers at the same time share one. */
export function signIn(): Promise<string> {
  running ??= knock().finally(() => {
    running = null;
  });
  return running;
}

async function knock(): Promise<string> {
  const response = await post("dashboard/auth/local");
  const body: unknown = await response.json().catch(() => null);
  const field = (name: string): string | null => {
    const value: unknown = typeof body === "object" && body !== null ? Reflect.get(body, name) : null;
    return typeof value === "string" ? value : null;
  };
  const environmentKey = field("environmentKey");
  if (response.ok && environmentKey !== null) return environmentKey;
  throw new CarillonError("UNAUTHENTICATED", field("message") ?? "The server gave no session.");
}

export async function signOut(): Promise<void> {
  await post("dashboard/auth/sign-out");
}

async function post(path: string): Promise<Response> {
  const headers = { "x-carillon-page-token": pageToken };
  try {
    return await fetch(addressOf(path), { method: "POST", headers });
  } catch (cause) {
    throw new CarillonError("NETWORK_ERROR", "The server does not answer.", { cause });
  }
}
