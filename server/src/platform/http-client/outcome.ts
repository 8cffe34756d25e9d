/** A request as a provider made it. Names of headers are in lower case. */
export interface OutgoingRequest {
  method: string;
  url: string;
  headers: Record<string, string>;
  /** Null for none. */
  body: string | Uint8Array | null;
  /** `h2` for a server that speaks nothing else. */
  protocol?: "h2";
}

export interface SendLimits {
  /** The time from the DNS look-up to the last byte of the answer. */
  timeoutMs: number;
  /** Maximum size of an answer's body; further bytes are dropped. */
  maxBytes: number;
}

/** A server's answer. It counts once a status arrived, even if the body ends early. */
export interface Answered {
  kind: "answer";
  status: number;
  headers: Record<string, string>;
  body: string;
  /** Whether a part of the body is missing: it was too large, too slow, or the connection broke. */
  isCut: boolean;
}

/** No answer arrived. `before-body`: the server cannot have processed the request. `body-begun`: it may have. */
export interface NotAnswered {
  kind: "no-answer";
  stage: "before-body" | "body-begun";
  /** Stable code: one of the guard's, or of the operating system. */
  code: string;
  message: string;
}

export type SendOutcome = Answered | NotAnswered;

export function notAnswered(stage: NotAnswered["stage"], error: unknown): NotAnswered {
  const { code, message } = readError(error);
  return { kind: "no-answer", stage, code, message };
}

/** The error of a request that timed out. */
export function timedOut(timeoutMs: number): Error {
  return Object.assign(new Error(`There was no whole answer within ${timeoutMs} ms.`), { code: "ETIMEDOUT" });
}

function readError(error: unknown): { code: string; message: string } {
  if (!isRecord(error)) return { code: "unknown", message: String(error) };
  // A host with several addresses gives one error for each of them.
  const inner: unknown = Array.isArray(error.errors) ? error.errors[0] : undefined;
  const { code, name, message } = isRecord(inner) ? inner : error;
  return {
    code: [code, name, "unknown"].find((each): each is string => typeof each === "string") ?? "unknown",
    message: typeof message === "string" ? message : "",
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
