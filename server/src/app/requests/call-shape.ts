import { AppError } from "../../platform/errors/index.js";
import { parseExactJson } from "../../platform/graphql/index.js";
import type { RequestLimits } from "./admission.js";

const HASH = /^[0-9a-f]{64}$/;

/**
 * Checks the parts of a GraphQL call before anything parses them: the length of the document, and the form of the persisted
 * query's hash, which becomes a cache key.
 */
export function checkCall(body: unknown, search: string, { documentLength }: RequestLimits): void {
  const params = search === "" ? null : new URLSearchParams(search);
  const query = member(body, "query") ?? params?.get("query");
  if (typeof query === "string" && query.length > documentLength) {
    const words = `A document may have ${documentLength} characters; this one has ${query.length}. Send large values as variables.`;
    throw new AppError("OPERATION_TOO_COMPLEX", words);
  }
  const persisted = member(member(body, "extensions") ?? parsed(params?.get("extensions")), "persistedQuery");
  if (persisted === undefined || persisted === null) return;
  const hash = member(persisted, "sha256Hash");
  if (member(persisted, "version") !== 1 || typeof hash !== "string" || !HASH.test(hash)) {
    throw new AppError("BAD_REQUEST", "A persisted query has `version: 1`, and `sha256Hash` in 64 hexadecimal digits.");
  }
}

/**
 * The query string of a GET for Apollo, whose JSON.parse would round numbers unnoticed. Apollo itself reports invalid JSON
 * and repeated parameters.
 */
export function withExactVariables(search: string): string {
  const params = new URLSearchParams(search);
  const [text, ...others] = params.getAll("variables");
  if (text === undefined || others.length > 0) return search;
  try {
    params.set("variables", JSON.stringify(parseExactJson(text)));
  } catch (error) {
    if (error instanceof AppError) throw error;
    return search;
  }
  return `?${params.toString()}`;
}

function member(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
  return Reflect.get(value, name);
}

/** Apollo reports invalid JSON. */
function parsed(text: string | null | undefined): unknown {
  if (text == null) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
