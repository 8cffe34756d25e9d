import type { InputIssue } from "../../errors/index.js";

/**
 * A value that a scalar refuses. Not a GraphQLError, so that graphql-js adds the place in the document; the extensions
 * pass through to the error that the caller reads. Paths of the issues start at the scalar's value.
 */
export class ScalarError extends Error {
  readonly extensions: { code: "BAD_USER_INPUT"; issues: InputIssue[] };

  constructor(message: string, issues: InputIssue[] = [{ path: [], code: "invalid_value", message }]) {
    super(message);
    this.name = "ScalarError";
    this.extensions = { code: "BAD_USER_INPUT", issues };
  }
}
