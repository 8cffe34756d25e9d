import { CarillonError, fromGraphQLErrors } from "../errors.js";
import { isRecord } from "../json.js";
import type { RequestOptions } from "../options.js";
import type { TypedDocument } from "../typed-document.js";
import type { GraphQLAnswer } from "./operation.js";
import type { Transport } from "./transport.js";

/** Sends a typed operation. Rejects if the answer contains an error. */
export async function request<Result, Variables extends object>(
  transport: Pick<Transport, "execute">,
  document: TypedDocument<Result, Variables>,
  variables?: Variables,
  options?: RequestOptions,
): Promise<Result> {
  const answer = await transport.execute({ query: document.toString(), variables }, options);
  return resultOf(document, answer);
}

/** The data of an answer without errors. This is the only function that trusts an answer to match its document. */
export function resultOf<Result, Variables>(
  _document: TypedDocument<Result, Variables>,
  answer: GraphQLAnswer,
): Result {
  if (answer.errors !== undefined && answer.errors.length > 0) throw fromGraphQLErrors(answer.errors);
  if (!isResult<Result>(answer.data)) throw new CarillonError("INVALID_RESPONSE", "The answer holds no data.");
  return answer.data;
}

/** A root field that is null only together with an error. */
export function present<Value>(value: Value | null): Value {
  if (value === null) throw new CarillonError("INVALID_RESPONSE", "The answer is null and says not why.");
  return value;
}

function isResult<Result>(data: unknown): data is Result {
  return isRecord(data);
}
