import type { Answer, VendorAnswer } from "../../src/providers/kit/answer.js";
import type { Provider } from "../../src/providers/kit/provider.js";

/** The time at which tests read answers: 2026-11-29T12:00:00Z. */
export const ANSWERED_AT = Date.UTC(2026, 10, 29, 12);

/** An answer with a JSON or text body. */
export function answerOf(status: number, body: unknown, headers: VendorAnswer["headers"] = {}): VendorAnswer {
  return { status, headers, body: typeof body === "string" ? body : JSON.stringify(body) };
}

/** A provider's reading of an answer. */
export function read(provider: Provider, status: number, body: unknown, headers: VendorAnswer["headers"] = {}): Answer {
  return provider.readAnswer(answerOf(status, body, headers), ANSWERED_AT);
}

/** A callback as a vendor posts it. */
export function callbackOf(
  body: unknown,
  headers: Record<string, string> = {},
  url = "https://acme.example/callbacks/a/b",
) {
  return { method: "POST", url, headers, body: typeof body === "string" ? body : JSON.stringify(body) };
}
