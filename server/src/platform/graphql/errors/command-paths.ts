import { defaultFieldResolver, type GraphQLSchema } from "graphql";
import { AppError, badInput, type InputIssue } from "../../errors/index.js";
import { rootFields } from "../root-fields.js";

/** The argument that carries the command of a mutation. */
const ARGUMENT = "input";

/**
 * Services report issues with paths that begin at a field of their command. In GraphQL the command is the argument `input`
 * of a root field, so this puts `input` before the path of each issue.
 */
export function nameCommandArgument(schema: GraphQLSchema): void {
  for (const field of rootFields(schema)) {
    if (!field.args.some((argument) => argument.name === ARGUMENT)) continue;
    const { resolve = defaultFieldResolver, subscribe } = field;
    field.resolve = (...given) => named(() => resolve(...given));
    if (subscribe) field.subscribe = (...given) => named(() => subscribe(...given));
  }
}

/** Issues that are answered as data, such as warnings, with the argument's name in front. */
export function underArgument(issues: readonly InputIssue[]): InputIssue[] {
  return issues.map((issue) => ({ ...issue, path: [ARGUMENT, ...issue.path] }));
}

/** The same refusal with the argument's name in front of its paths. */
export function underArgumentOf(error: AppError): AppError {
  if (error.issues.length === 0) return error;
  const issues = underArgument(error.issues);
  if (error.code === "BAD_USER_INPUT") return badInput(issues);
  const { retryAfterMs, cause } = error;
  return new AppError(error.code, error.message, { issues, cause, ...(retryAfterMs === null ? {} : { retryAfterMs }) });
}

function named(resolve: () => unknown): unknown {
  try {
    const result = resolve();
    return result instanceof Promise ? result.catch(rethrow) : result;
  } catch (error) {
    return rethrow(error);
  }
}

function rethrow(error: unknown): never {
  throw error instanceof AppError ? underArgumentOf(error) : error;
}
