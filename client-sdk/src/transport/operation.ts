/** One operation. */
export interface Operation {
  /** The document's text. */
  readonly query: string;
  readonly variables?: object;
  readonly operationName?: string;
}

/** A GraphQL answer, which may have both data and errors. */
export interface GraphQLAnswer {
  readonly data?: unknown;
  readonly errors?: readonly unknown[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}
