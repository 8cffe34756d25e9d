import { Field, ObjectType, registerEnumType } from "type-graphql";
import type { ErrorCode as Code } from "../../errors/index.js";

/** Stable error codes; values may be added. */
export const ErrorCode = {
  GRAPHQL_PARSE_FAILED: "GRAPHQL_PARSE_FAILED",
  GRAPHQL_VALIDATION_FAILED: "GRAPHQL_VALIDATION_FAILED",
  BAD_REQUEST: "BAD_REQUEST",
  BAD_USER_INPUT: "BAD_USER_INPUT",
  UNAUTHENTICATED: "UNAUTHENTICATED",
  FORBIDDEN: "FORBIDDEN",
  NOT_FOUND: "NOT_FOUND",
  CONFLICT: "CONFLICT",
  IDEMPOTENCY_KEY_REUSED: "IDEMPOTENCY_KEY_REUSED",
  RATE_LIMITED: "RATE_LIMITED",
  PAYLOAD_TOO_LARGE: "PAYLOAD_TOO_LARGE",
  OPERATION_TOO_COMPLEX: "OPERATION_TOO_COMPLEX",
  FEATURE_DISABLED: "FEATURE_DISABLED",
  PERSISTED_QUERY_NOT_FOUND: "PERSISTED_QUERY_NOT_FOUND",
  PERSISTED_QUERY_NOT_SUPPORTED: "PERSISTED_QUERY_NOT_SUPPORTED",
  OPERATION_RESOLUTION_FAILURE: "OPERATION_RESOLUTION_FAILURE",
  UNAVAILABLE: "UNAVAILABLE",
  INTERNAL_SERVER_ERROR: "INTERNAL_SERVER_ERROR",
} as const satisfies { [code in Code]: code };

registerEnumType(ErrorCode, {
  name: "ErrorCode",
  description: "Stable error codes; values may be added.",
  valuesConfig: {
    GRAPHQL_PARSE_FAILED: { description: "The document does not parse." },
    GRAPHQL_VALIDATION_FAILED: { description: "The document does not fit the schema." },
    BAD_REQUEST: { description: "Malformed request." },
    BAD_USER_INPUT: { description: "Input is not acceptable; see `issues`." },
    UNAUTHENTICATED: { description: "Key or token is missing, wrong or expired." },
    FORBIDDEN: { description: "Key or token may not do this." },
    NOT_FOUND: { description: "What was named does not exist, or not for this caller." },
    CONFLICT: { description: "Someone else changed it meanwhile." },
    IDEMPOTENCY_KEY_REUSED: { description: "The idempotency key was used with other contents." },
    RATE_LIMITED: { description: "Too many requests; try again after `extensions.retryAfterMs`." },
    PAYLOAD_TOO_LARGE: { description: "Too large." },
    OPERATION_TOO_COMPLEX: { description: "The operation costs too much." },
    FEATURE_DISABLED: { description: "Switched off in this environment." },
    PERSISTED_QUERY_NOT_FOUND: { description: "The persisted document is unknown." },
    PERSISTED_QUERY_NOT_SUPPORTED: { description: "Persisted documents are off." },
    OPERATION_RESOLUTION_FAILURE: { description: "Which operation to run is unclear." },
    UNAVAILABLE: {
      description: "Not possible at this moment, and not done; try again after `extensions.retryAfterMs`.",
    },
    INTERNAL_SERVER_ERROR: { description: "Our fault; `extensions.errorId` is in the log." },
  },
});

@ObjectType("InputIssue", { simpleResolvers: true, description: "One thing wrong with an input." })
export class InputIssue {
  @Field(() => [String], {
    description: 'Where, from the argument down, such as `["input", "recipients", "3", "to"]`.',
  })
  path!: string[];

  @Field(() => String, { description: "Stable code, such as `too_long`." })
  code!: string;

  @Field(() => String, { description: "Words for developers; may change." })
  message!: string;
}

@ObjectType("RequestError", { simpleResolvers: true, description: "Why something was refused." })
export class RequestError {
  @Field(() => ErrorCode, { description: "Stable code, the same as in `errors[].extensions.code`." })
  code!: Code;

  @Field(() => String, { description: "Words for developers; may change." })
  message!: string;

  @Field(() => [InputIssue], { description: "What is wrong with the input." })
  issues!: InputIssue[];
}
